// Other weights are compared while one types. Without this the button compares by them.
"use strict";

for (const form of document.querySelectorAll("[data-weights]")) {
  const result = document.getElementById(form.dataset.weights);
  let timer, asked;

  const compare = async () => {
    const query = new URLSearchParams(new FormData(form)).toString();
    asked = query;
    const answer = await fetch(`?${query}&part=result`);
    if (answer.redirected) return form.submit(); // to the log in
    if (!answer.ok || asked !== query) return; // more was typed meanwhile
    const text = await answer.text();
    if (asked !== query) return;
    result.innerHTML = text;
    history.replaceState(null, "", `?${query}`);
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(compare, 120);
  });
}

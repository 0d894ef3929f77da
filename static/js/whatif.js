// Rates that are tried out: the figures follow while one types. Without this the button shows them.
"use strict";

for (const form of document.querySelectorAll("[data-what-if]")) {
  const figures = document.querySelector(form.dataset.whatIf);
  let timer, asked;

  const show = async () => {
    clearTimeout(timer);
    const typed = [...new FormData(form)].filter(([, value]) => value !== "");
    const address = `${form.getAttribute("action")}?${new URLSearchParams(typed)}`;
    asked = address;
    try {
      const answer = await fetch(address, { headers: { "X-Fragment": "1" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const text = await answer.text();
      if (asked !== address) return; // more was typed meanwhile
      figures.innerHTML = text;
      history.replaceState(null, "", address);
    } catch {
      form.submit(); // as without JavaScript
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
}

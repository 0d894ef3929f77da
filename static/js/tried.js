// What is tried out in a form is shown while one types. Without this its button shows it.
"use strict";

for (const form of document.querySelectorAll("[data-tried]")) {
  const result = document.querySelector(form.dataset.tried);
  let timer, asked;

  const show = async () => {
    clearTimeout(timer);
    const typed = [...new FormData(form)].filter(([, value]) => value !== "");
    const address = `${form.action.split("?")[0]}?${new URLSearchParams(typed)}`;
    asked = address;
    try {
      const answer = await fetch(address, { headers: { "X-Fragment": "1" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status); // to the log in
      const text = await answer.text();
      if (asked !== address) return; // more was typed meanwhile
      result.innerHTML = text;
      history.replaceState(null, "", address);
    } catch {
      if (asked === address) form.submit(); // as without JavaScript
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

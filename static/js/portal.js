// What the pages gain with JavaScript; each of them works without it.
"use strict";

// "/" goes to the search of the portal; on a phone, where it is folded away, to the page's own.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const boxes = document.querySelectorAll("[role=search] input:is([type=search], [type=text])");
  const search = [...boxes].find((box) => box.offsetParent);
  if (search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// A second press while the first is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
  } else {
    form.dataset.sent = "yes";
  }
});

// Back to a page kept by the browser: its forms may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Open menus close on Escape and on a press elsewhere.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details.menu[open]");
  closeMenus();
  if (menu) menu.querySelector("summary").focus();
});

// After a form came back with errors, its summary is read first.
document.querySelector(".error-summary")?.focus();

// A passkey that the browser or the person refused.
document.addEventListener("allauth.error", (event) => {
  const note = document.getElementById("key-error");
  if (!note) return;
  event.preventDefault();
  note.hidden = false;
});

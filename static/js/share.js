// Passing a page on: copying what stands in a field, and what the device itself offers. Without
// this the field can be selected by hand, and the mail link works.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand("copy")) return; // selected, for the keyboard
    }
    const told = document.querySelector(".told");
    if (told) told.textContent = told.dataset.done;
  });
}

for (const button of document.querySelectorAll("[data-pass-on]")) {
  const share = button.closest("[data-share]");
  const given = { title: share.dataset.share, url: share.querySelector("[type=url]").value };
  if (!navigator.canShare?.(given)) continue;
  button.hidden = false;
  // Who closes the sheet of the device has changed their mind: nothing to say.
  button.addEventListener("click", () => navigator.share(given).catch(() => {}));
}

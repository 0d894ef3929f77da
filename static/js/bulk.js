// A table with boxes: one box for all that are shown; the bar comes when something is ticked.
"use strict";

const boxes = [...document.querySelectorAll("[name=item][form=bulk]")];
const head = document.querySelector("th.tick");
const all = document.createElement("input");
const count = document.querySelector("[data-ticked]");
const bar = document.getElementById("bulk");

const show = () => {
  const ticked = boxes.filter((box) => box.checked).length;
  all.checked = ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
  count.textContent = ticked ? ` (${ticked})` : "";
  bar.hidden = ticked === 0;
};

all.type = "checkbox";
all.setAttribute("aria-label", head.dataset.all);
all.addEventListener("change", () => {
  for (const box of boxes) box.checked = all.checked;
  show();
});
head.replaceChildren(all);

// With Shift all boxes between the last one pressed and this one become like this one.
let last = null;
for (const box of boxes) {
  box.addEventListener("click", (event) => {
    const between = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && last) {
      for (const each of boxes.slice(between[0], between[1] + 1)) each.checked = box.checked;
    }
    last = box;
    show();
  });
}
window.addEventListener("pageshow", show);
show();

// A card dragged onto a column does what the entry of its menu does that leads there.
"use strict";

const board = document.querySelector(".board");
let dragged = null;

const wayTo = (column) => dragged?.querySelector(`[data-to~="${column.dataset.state}"]`);

for (const ticket of board.querySelectorAll(".ticket:has([data-to])")) ticket.draggable = true;
for (const link of board.querySelectorAll(".ticket a")) link.draggable = false;

board.addEventListener("dragstart", (event) => {
  dragged = event.target.closest(".ticket");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  dragged.classList.add("dragged");
  for (const column of board.querySelectorAll(".column")) {
    column.classList.toggle("takes", Boolean(wayTo(column)));
  }
});

board.addEventListener("dragover", (event) => {
  const column = event.target.closest(".column.takes");
  for (const each of board.querySelectorAll(".column.over")) {
    if (each !== column) each.classList.remove("over");
  }
  if (!column) return;
  event.preventDefault();
  column.classList.add("over");
});

board.addEventListener("drop", (event) => {
  const column = event.target.closest(".column.takes");
  if (!column) return;
  event.preventDefault();
  wayTo(column).click();
});

board.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  dragged = null;
  for (const column of board.querySelectorAll(".column")) column.classList.remove("takes", "over");
});

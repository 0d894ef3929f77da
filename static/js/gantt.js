// Bars of the Gantt are moved by pointer or arrow keys, in preview; the link of the bar leads to the
// page that shows what follows and asks whether to do it. Without this script the link does too.
"use strict";

const table = document.querySelector("table.gantt");
const MONTHS = ["first_month", "last_month", "due_month"];
let moving = null; // {link, from, months}

// The months in the address of a bar's link, as they are in the plan.
function monthsOf(link) {
  const query = new URL(link.dataset.home, location.href).searchParams;
  return MONTHS.filter((name) => query.has(name)).map((name) => [name, Number(query.get(name))]);
}

const words = (months) => [...new Set(months)].map((month) => `M${month}`).join("–");

// Show the bar so many months later and write these into its link.
function preview(link, wanted) {
  link.dataset.home ??= link.getAttribute("href");
  const home = monthsOf(link);
  const now = home.map(([, month]) => month);
  const least = 1 - now[0], most = Number(table.dataset.duration) - now.at(-1);
  const by = Math.max(least, Math.min(most, wanted));
  const address = new URL(link.dataset.home, location.href);
  for (const [name, month] of home) address.searchParams.set(name, month + by);
  link.setAttribute("href", address.pathname + address.search);
  link.setAttribute("transform", `translate(${by * Number(table.dataset.month)} 0)`);
  link.classList.toggle("moving", by !== 0);
  const text = by ? `${words(now)} → ${words(now.map((month) => month + by))}` : "";
  label(link, text);
  return by;
}

// The same words for who listens, and for who looks: beside the bar where there is room in what is
// seen of the chart, else on it.
function label(link, text) {
  const svg = link.ownerSVGElement;
  let said = svg.querySelector(".preview");
  if (!said) {
    said = document.createElementNS("http://www.w3.org/2000/svg", "text");
    said.setAttribute("class", "preview");
    said.setAttribute("y", "18");
    svg.append(said);
  }
  said.textContent = speaker.textContent = text;
  const box = link.getBoundingClientRect(), room = said.getBoundingClientRect().width + 10;
  const from = svg.closest("tr").cells[1].getBoundingClientRect().right;
  const to = table.parentElement.getBoundingClientRect().right;
  let x = Math.max(box.left, from) + 8, anchor = "start";
  if (box.right + room < to) x = box.right + 8;
  else if (box.left - room > from) [x, anchor] = [box.left - 8, "end"];
  said.setAttribute("x", (x - svg.getBoundingClientRect().left) / svg.getScreenCTM().a);
  said.setAttribute("text-anchor", anchor);
}

let speaker;
if (table) {
  speaker = document.createElement("p");
  speaker.className = "visually-hidden";
  speaker.setAttribute("role", "status");
  table.parentElement.after(speaker);

  table.addEventListener("pointerdown", (event) => {
    const link = event.target.closest("svg a");
    if (!link || event.button !== 0) return;
    const svg = link.ownerSVGElement;
    const month = svg.getScreenCTM().a * Number(table.dataset.month);
    moving = { link, x: event.clientX, month, by: Number(link.dataset.by ?? 0) };
    moving.start = moving.by;
    link.setPointerCapture(event.pointerId);
  });
  table.addEventListener("pointermove", (event) => {
    if (!moving) return;
    const wanted = moving.start + Math.round((event.clientX - moving.x) / moving.month);
    if (wanted !== moving.by) moving.by = preview(moving.link, wanted);
    moving.link.dataset.by = moving.by;
  });
  // The click that follows leads to the moved link; without a move, to the form of the same page.
  table.addEventListener("pointerup", () => { moving = null; });
  table.addEventListener("pointercancel", () => {
    if (moving) reset(moving.link);
    moving = null;
  });
  table.addEventListener("dragstart", (event) => {
    if (event.target.closest?.("svg a")) event.preventDefault();
  });
  table.addEventListener("keydown", (event) => {
    const link = event.target.closest("svg a");
    if (!link) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      event.preventDefault();
      link.dataset.by = preview(link, Number(link.dataset.by ?? 0) + step);
    } else if (event.key === "Escape" && Number(link.dataset.by ?? 0)) {
      reset(link);
      moving = null;
    }
  });

  // Back from the confirmation, bars stand where the plan has them.
  window.addEventListener("pageshow", () => {
    for (const link of table.querySelectorAll("svg a[data-by]")) reset(link);
  });

  // A long project opens at today.
  const frame = table.parentElement, now = table.querySelector(".now");
  if (now && frame.scrollWidth > frame.clientWidth) {
    const left = now.getBoundingClientRect().left - frame.getBoundingClientRect().left;
    if (left > frame.clientWidth) frame.scrollLeft = left - frame.clientWidth * 0.7;
  }
}

function reset(link) {
  preview(link, 0);
  delete link.dataset.by;
}

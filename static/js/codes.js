// Code pickers: what the list has is shown while one types. Without this the button searches.
"use strict";

for (const picker of document.querySelectorAll("[data-codes]")) {
  const { name, kind } = picker.dataset;
  const search = picker.querySelector("[type=search]");
  const searched = picker.querySelector("[type=hidden]");
  const chosen = picker.querySelector(".picker-chosen");
  const found = picker.querySelector(".picker-found");
  const told = picker.querySelector(".picker-told");
  const button = picker.querySelector("button");
  let timer, asked;

  const option = ({ code, label }) => {
    const row = document.createElement("div");
    const input = document.createElement("input");
    const text = document.createElement("label");
    const number = document.createElement("span");
    row.className = "form-check";
    Object.assign(input, { type: kind, name, value: code, id: `${search.id}_${code}` });
    text.className = "form-check-label";
    text.htmlFor = input.id;
    number.className = "code";
    number.textContent = code;
    text.append(number, ` ${label}`);
    row.append(input, text);
    return row;
  };

  const say = (codes, more) => {
    const { none, one, several, first } = picker.dataset;
    if (codes.length === 0) return none;
    if (more) return first.replace("%s", codes.length);
    return codes.length === 1 ? one : several.replace("%s", codes.length);
  };

  const look = async () => {
    clearTimeout(timer);
    const text = search.value.trim();
    asked = text;
    // What is ticked stays, whatever is searched next.
    for (const row of [...found.children]) {
      if (row.querySelector("input").checked) chosen.append(row);
    }
    if (!text) {
      found.replaceChildren();
      told.textContent = "";
      return;
    }
    try {
      const answer = await fetch(`${picker.dataset.codes}&q=${encodeURIComponent(text)}`);
      if (!answer.ok) throw new Error(answer.status);
      const { codes, more } = await answer.json();
      if (asked !== text) return; // more was typed meanwhile
      const there = new Set([...chosen.querySelectorAll("input")].map((input) => input.value));
      found.replaceChildren(...codes.filter(({ code }) => !there.has(code)).map(option));
      told.textContent = say(codes, more);
    } catch {
      button.type = "submit"; // as without JavaScript
      searched.value = "";
    }
  };

  button.type = "button";
  button.addEventListener("click", () => {
    if (button.type === "button") look();
  });
  search.addEventListener("input", () => {
    searched.value = search.value; // looked up here: sending the form does not search again
    clearTimeout(timer);
    timer = setTimeout(look, 200);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || button.type !== "button") return;
    event.preventDefault();
    look();
  });
}

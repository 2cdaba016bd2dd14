// Finds people by name; there is no list without two letters.
import { Offline, search } from "./door-api.js";
import { fill } from "./door-fill.js";

const panel = document.querySelector("[data-search]");
const state = panel.querySelector("[data-search-state]");
const list = panel.querySelector("[data-found]");
const input = panel.querySelector("#door-question");
const LETTERS = /[\p{L}\p{N}].*[\p{L}\p{N}]/u;
const PAUSE = 200;
let timer = 0;
let asked = 0;
let cameFrom = null;

export function setUp({ letIn, onRefused }) {
  const look = async () => {
    const number = ++asked;
    if (!LETTERS.test(input.value)) return showNothing("");
    try {
      const found = await search(input.value);
      if (number === asked) showPeople(found, letIn);
    } catch (error) {
      if (error instanceof Offline) showNothing(state.dataset.offline);
      else if (error.status === 401) onRefused(error);
      else showNothing(error.message);
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  panel.querySelector("[data-search-form]").addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  panel.querySelector("[data-close-search]").addEventListener("click", close);
}

export const isOpen = () => !panel.hidden;

export function open() {
  cameFrom = document.activeElement;
  panel.hidden = false;
  document.querySelector("[data-scanner]").inert = true;
  input.value = "";
  showNothing("");
  input.focus();
}

export function close() {
  asked += 1;
  panel.hidden = true;
  document.querySelector("[data-scanner]").inert = false;
  if (cameFrom?.isConnected) cameFrom.focus();
}

function showNothing(text) {
  list.replaceChildren();
  state.textContent = text;
}

function showPeople({ attendees, more }, letIn) {
  state.textContent = attendees.length === 0 ? state.dataset.none : more ? state.dataset.more : "";
  list.replaceChildren(...attendees.map((person) => row(person, letIn)));
}

function row(person, letIn) {
  const content = panel.querySelector("[data-found-template]").content.cloneNode(true);
  const shown = stateOf(person);
  const button = content.querySelector("[data-let-in]");
  fill(content, { name: person.name, employer: person.employer });
  button.hidden = shown !== "expected";
  button.addEventListener("click", () => {
    close();
    letIn(person);
  });
  for (const part of content.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== shown;
  return content.firstElementChild;
}

function stateOf(person) {
  if (person.checked_in_at) return "inside";
  if (person.place === "confirmed") return "expected";
  return person.place === "waitlisted" ? "waitlisted" : "none";
}

// Finds people by name; there is no list without two letters.
import { Offline, search } from "./door-api.js";
import { dial, fill, put } from "./door-fill.js";

const panel = document.querySelector("[data-search]");
const state = panel.querySelector("[data-search-state]");
const list = panel.querySelector("[data-found]");
const call = panel.querySelector("[data-search-call]");
const input = panel.querySelector("#door-question");
const LETTERS = /[\p{L}\p{N}].*[\p{L}\p{N}]/u;
const PAUSE = 200;
let timer = 0;
let asked = 0;
let cameFrom = null;

// device() answers what the server said last of this phone, or undefined.
export function setUp({ letIn, onRefused, device }) {
  const look = async () => {
    const number = ++asked;
    if (!LETTERS.test(input.value)) return showNothing(input.value.trim() ? state.dataset.short : "");
    try {
      const found = await search(input.value);
      if (number !== asked) return;
      if (found.attendees.length === 0) showNobody(device() ?? {});
      else showPeople(found, letIn);
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
  call.hidden = true;
}

// Who was invited and has not answered is not in the list; somebody with the whole list can tell.
function showNobody({ contact_name: name, contact_phone: phone }) {
  const { none, noneCall, noneAsk, noneOrganisers } = state.dataset;
  showNothing(`${none} ${name ? put(phone ? noneCall : noneAsk, { name }) : noneOrganisers}`);
  if (!phone) return;
  call.href = dial(phone);
  fill(call, { number: phone });
  call.hidden = false;
}

function showPeople({ attendees, more }, letIn) {
  showNothing(more ? state.dataset.more : "");
  list.replaceChildren(...attendees.map((person) => row(person, letIn)));
}

function row(person, letIn) {
  const content = panel.querySelector("[data-found-template]").content.cloneNode(true);
  const shown = stateOf(person);
  const button = content.querySelector("[data-let-in]");
  const host = person.role === "companion" && person.party.find((other) => other.role === "invitee");
  fill(content, { name: person.name, employer: person.employer, host: host ? host.name : "" });
  content.querySelector("[data-host]").hidden = !host;
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

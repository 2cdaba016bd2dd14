// Shows one large answer over everything, says it to who cannot see it, and stays until the next.
import { clock, dial, dropEmpty, fill, put } from "./door-fill.js";
import { play } from "./door-sound.js";

const verdict = document.querySelector("[data-verdict]");
const spoken = document.querySelector("[data-spoken]");
const texts = document.querySelector("[data-scanner]").dataset;
let cameFrom = null;

export const isOpen = () => !verdict.hidden;

// A rehearsal lets nobody in, but shows what would be.
export const isIn = (answer) => answer?.attendee?.checked_in_at != null || (answer?.rehearsal && answer.result === "welcome");

export function countText(state) {
  return state ? put(texts.count, { inside: state.inside, expected: state.expected }) : "";
}

export function wordOf(result) {
  const template = document.querySelector(`[data-verdict-for="${result}"]`);
  const word = template.content.querySelector(".verdict__word").textContent;
  return word.replaceAll("\u00ad", "").replace(/\s+/g, " ").trim().toLowerCase();
}

// state is the newest snapshot or null; letIn(id) answers whether that companion is inside now.
export function show(answer, state, { letIn }) {
  const result = document.querySelector(`[data-verdict-for="${answer.result}"]`) ? answer.result : "unknown";
  const content = document.querySelector(`[data-verdict-for="${result}"]`).content.cloneNode(true);
  const device = state?.device ?? {};
  fillFacts(content, answer, state, device);
  addContact(content, device);
  addParty(content, answer.attendee?.party ?? [], letIn);
  dropEmpty(content, ["note", "employer", "day", "town"]);
  if (answer.rehearsal) markRehearsal(content);
  verdict.replaceChildren(content);
  verdict.dataset.result = result;
  if (!isOpen()) cameFrom = document.activeElement;
  verdict.hidden = false;
  for (const part of siblings()) part.inert = true;
  verdict.focus();
  verdict.scrollTop = 0;
  spoken.textContent = [wordOf(result), answer.attendee?.name, answer.attendee?.employer, answer.attendee?.note]
    .filter(Boolean).join(". ");
  play(result);
}

export function close() {
  verdict.hidden = true;
  verdict.replaceChildren();
  spoken.textContent = "";
  for (const part of siblings()) part.inert = false;
  cameFrom?.focus?.();
}

export function showCount(state) {
  if (!verdict.querySelector("[data-rehearsed]")) fill(verdict, { count: countText(state) });
}

const siblings = () => [...verdict.parentElement.children].filter((part) => part !== verdict && part !== spoken);

function fillFacts(content, answer, state, device) {
  const person = answer.attendee;
  fill(content, { here: device.entrance, count: countText(state), event: device.event });
  if (person) {
    fill(content, { name: person.name, employer: person.employer, note: person.note, entrance: person.entrance });
    if (person.checked_in_at) fill(content, { time: clock(texts.clock, person.checked_in_at, device.time_zone) });
  }
  if (answer.event) fill(content, answer.event);
}

function markRehearsal(content) {
  content.querySelector('[data-slot="count"]').replaceChildren(
    document.querySelector("[data-rehearsal-template]").content.cloneNode(true),
  );
  content.querySelector("[data-undo]")?.remove();
}

function addContact(content, device) {
  if (!device.contact_name) return;
  fill(content, { contact: device.contact_name.split(" ")[0] });
  for (const part of content.querySelectorAll("[data-contact]")) part.hidden = false;
  if (!device.contact_phone) return;
  for (const call of content.querySelectorAll("[data-call], [data-dial]")) {
    fill(call, { number: ` ${device.contact_phone}` });
    call.href = dial(device.contact_phone);
    call.hidden = false;
  }
}

function addParty(content, party, letIn) {
  const place = content.querySelector("[data-party]");
  if (!place) return;
  for (const person of party) {
    const row = document.querySelector("[data-party-template]").content.cloneNode(true);
    const button = row.querySelector("[data-let-in]");
    const inside = row.querySelector("[data-inside]");
    const mark = (isIn) => { button.hidden = isIn; inside.hidden = !isIn; };
    fill(row, { name: person.name });
    button.addEventListener("click", async () => {
      button.disabled = true;
      mark(await letIn(person));
      button.disabled = false;
    });
    mark(person.checked_in_at !== null);
    place.append(row);
  }
}

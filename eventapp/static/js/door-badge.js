// A badge opened with the phone's own camera: a paired phone shows the person and one button.
import * as answers from "./door-answer.js";
import { Offline, personOf, snapshot, undo } from "./door-api.js";
import { fill, put } from "./door-fill.js";
import { makeScan, submit } from "./door-queue.js";
import { token } from "./door-store.js";

const page = document.querySelector("[data-badge]");
const line = page.querySelector("[data-hint-line]");
const code = page.dataset.badge;
let state = null;

async function letIn(what) {
  try {
    const answer = await submit(makeScan(what));
    if (answer === null) line.textContent = page.dataset.offline;
    return answer;
  } catch (error) {
    line.textContent = error.message;
    return null;
  }
}

async function scan() {
  const answer = await letIn({ code });
  if (!answer) return;
  state = await snapshot().catch(() => state) ?? state;
  answers.show(answer, state, {
    letIn: async (person) => answers.isIn(await letIn({ attendee: person.id })),
  });
  const verdict = document.querySelector("[data-verdict]");
  const back = verdict.querySelector("[data-undo]");
  back?.addEventListener("click", async () => {
    try {
      await undo(answer.id);
      line.textContent = put(page.dataset.undone, { name: answer.attendee.name });
    } catch (error) {
      line.textContent = error.message || page.dataset.offline;
    }
    answers.close();
  });
  for (const button of verdict.querySelectorAll("[data-next], [data-open-search]")) {
    button.addEventListener("click", () => location.assign("/door/"));
  }
}

async function begin() {
  page.querySelector("[data-paired]").hidden = false;
  try {
    state = await snapshot();
    const person = await personOf(code);
    page.querySelector("[data-anyone]").hidden = true;
    page.querySelector("[data-known]").hidden = false;
    fill(page, person ?? { name: "", employer: "" });
  } catch (error) {
    line.textContent = error instanceof Offline ? page.dataset.offline : error.message;
  }
}

page.querySelector("[data-let-in]").addEventListener("click", scan);
if (token.get()) begin();

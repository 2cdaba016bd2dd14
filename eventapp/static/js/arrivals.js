// Keeps the door page fresh: asks every few seconds, and replaces only what changed.
const place = document.querySelector("[data-arrivals]");
const live = document.querySelector("[data-live]");
const said = document.querySelector("[data-arrivals-said]");
const BEAT = 5000;

let etag = null;
let updated = new Date();

const language = document.documentElement.lang;

function clock(moment) {
  const said = moment.toLocaleTimeString(language === "nl" ? "nl" : "en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: live.dataset.zone });
  return language === "nl" ? said.replaceAll(":", ".") : said;
}

function show(text, state) {
  live.firstElementChild.textContent = text.replace("{time}", clock(updated));
  live.classList.toggle("live--on", state === "on");
  live.classList.toggle("live--off", state === "off");
}

// Open details and the focus survive, as a person may be reading or about to press.
function replace(html) {
  const open = [...place.querySelectorAll("details[open]")].map((part) => part.dataset.keep);
  const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
  const before = numbers();
  place.innerHTML = html;
  for (const name of open) place.querySelector(`[data-keep="${name}"]`)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus();
  if (numbers() !== before) said.textContent = numbers();
}

function numbers() {
  const { inside, expected } = place.firstElementChild.dataset;
  return said.dataset.text.replace("{inside}", inside).replace("{expected}", expected);
}

async function beat() {
  try {
    const response = await fetch(place.dataset.arrivals, { headers: etag ? { "If-None-Match": etag } : {} });
    if (response.redirected || [401, 403, 404].includes(response.status)) return show(live.dataset.stopped, "off");
    if (response.status === 200) {
      etag = response.headers.get("ETag");
      replace((await response.json()).html);
    } else if (response.status !== 304) throw new Error(response.status);
    updated = new Date();
    show(live.dataset.text, "on");
  } catch {
    show(live.dataset.offline, "off");
  }
  setTimeout(beat, document.hidden ? 4 * BEAT : BEAT);
}

beat();

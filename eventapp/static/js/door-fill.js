// Puts plain text into the parts of the page that wait for it: names are never read as HTML.
export function fill(root, values) {
  for (const [name, text] of Object.entries(values)) {
    for (const part of root.querySelectorAll(`[data-slot="${name}"]`)) part.textContent = text ?? "";
  }
}

// Drops the parts that stayed empty, so that no gap shows where nothing is said.
export function dropEmpty(root, names) {
  for (const name of names) {
    const part = root.querySelector(`[data-slot="${name}"]`);
    if (part && part.textContent === "") part.remove();
  }
}

export function put(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const dial = (phone) => `tel:${phone.replace(/[^+\d]/g, "")}`;

export function clock(text, moment, timeZone) {
  const parts = new Intl.DateTimeFormat("nl", { hour: "2-digit", minute: "2-digit", timeZone })
    .formatToParts(new Date(moment));
  const value = (type) => parts.find((part) => part.type === type).value;
  return put(text, { hour: value("hour"), minute: value("minute") });
}

// A keyboard scanner types a whole code at once and ends with Enter; a person types slower, or in a field.
// A code that was copied can be pasted anywhere.
const QUICK = 500; // generous: over bluetooth letters come in bursts
const LEAST = 10;

let typed = "";
let last = 0;

export function listen(found) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea")) return;
    const now = event.timeStamp;
    if (now - last > QUICK) typed = "";
    last = now;
    if (event.key.length === 1) {
      typed += event.key;
    } else if (event.key === "Enter" && typed.length >= LEAST) {
      event.preventDefault(); // else Enter would press the button that has the focus
      found(typed);
      typed = "";
    }
  }, { capture: true });
  document.addEventListener("paste", (event) => {
    if (event.target.matches?.("input, textarea")) return;
    const text = event.clipboardData.getData("text").trim();
    if (text.length >= LEAST) found(text);
  });
}

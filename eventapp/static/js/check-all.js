// Choosing rows: the box in the head and the link above choose all, the bar counts what is chosen and shows only then.
const boxes = () => [...document.querySelectorAll("[data-check]")];
const all = document.querySelector("[data-check-all]");
const link = document.querySelector("[data-choose-all]");
const bar = document.querySelector("[data-selection]");
const clear = document.querySelector("[data-selection-clear]");

function show() {
  const chosen = boxes().filter((box) => box.checked).length;
  if (all) {
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && !all.checked;
  }
  if (bar) {
    bar.hidden = chosen === 0;
    const count = bar.querySelector("[data-selection-count]");
    count.textContent = chosen;
    count.parentElement.hidden = false;
    bar.querySelector("[data-selection-hint]").hidden = true;
  }
  document.dispatchEvent(new Event("chosen"));
}

function choose(checked) {
  for (const box of boxes()) box.checked = checked;
  show();
}

if (all || bar) {
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => choose(all.checked));
  }
  if (link) {
    link.addEventListener("click", (event) => { event.preventDefault(); choose(true); });
  }
  if (clear) {
    clear.hidden = false;
    clear.addEventListener("click", () => choose(false));
  }
  document.addEventListener("change", (event) => { if (event.target.matches("[data-check]")) show(); });
  document.addEventListener("htmx:afterSwap", show);
  window.addEventListener("pageshow", show); // coming back, a browser ticks again what was ticked
  show();
}

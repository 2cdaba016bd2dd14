// The controls of a page in the order of the document, each with its place on the page.
// What an event needs is read first, wherever it stands: it is urgent.
// Of what keeps its place in the window, such as a bar that sticks, no place can be said.
() => {
  const isStuck = (one) => one && (["sticky", "fixed"].includes(getComputedStyle(one).position) || isStuck(one.parentElement));
  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, [tabindex]")];
  return controls.filter((one) =>
    one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && !one.matches(".skip")
    && one.checkVisibility({ visibilityProperty: true }) && !isStuck(one)
  ).map((one) => {
    const shown = one.offsetWidth > 1 ? one : one.labels[0]; // its label stands for what is clipped away
    const { left, right, top, bottom } = shown.getBoundingClientRect();
    const words = one.getAttribute("aria-label") || one.textContent || one.name || "";
    const name = `${one.tagName.toLowerCase()}#${one.id} ${words.replace(/\s+/g, " ").trim().slice(0, 40)}`;
    return { name, ahead: one.tabIndex > 0, urgent: one.closest(".needs") !== null, left, right, top: top + scrollY, bottom: bottom + scrollY };
  });
};

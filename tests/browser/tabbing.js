// What has the focus: who it is, whether one sees that, and whether anything lies over it.
async () => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  window.tabbed ??= new Set();
  const again = window.tabbed.has(element);
  window.tabbed.add(element);
  const label = element.labels?.[0];
  const isHidden = element.offsetWidth <= 1; // its label stands for what is clipped away
  const shown = element.matches("input") && (isHidden || label?.contains(element)) ? label : element;

  const isOver = (at) => at && (shown.contains(at) || (label && label.contains(at)));
  const isSeen = () => {
    const box = shown.getBoundingClientRect();
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (right <= left || bottom <= top) return false;
    return [0.1, 0.5, 0.9].some((down) => [0.1, 0.5, 0.9].some((across) =>
      isOver(document.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down))));
  };
  let seen = isSeen();
  const patience = performance.now() + 1000; // the page scrolls a few frames later
  while (!seen && performance.now() < patience) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    seen = isSeen();
  }

  const hasParts = element.matches("iframe, input[type=date], input[type=time]"); // stops within
  const ringed = [element, shown, element.parentElement, element.nextElementSibling].some((one) => {
    const style = one && getComputedStyle(one);
    return (again && hasParts) || style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  });
  const words = element.getAttribute("aria-label") || element.textContent || element.name || "";
  const name = `${element.tagName.toLowerCase()}#${element.id} ${words.trim().slice(0, 40)}`;
  return { again: again && !hasParts, name, frame: element.matches("iframe"), ringed, seen, skips: element.getAttribute("href") === "#main" };
};

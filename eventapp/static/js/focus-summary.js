// After a refused form the sum of what is wrong takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

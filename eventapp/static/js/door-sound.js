// One short sound an answer: two tones up is go, one low tone is stop; the phone shakes along.
const SOUNDS = {
  welcome: [[660, 0, 0.09], [990, 0.1, 0.16]],
  already_in: [[520, 0, 0.12], [520, 0.18, 0.12]],
  saved: [[440, 0, 0.08]],
  stop: [[200, 0, 0.35]],
};
const SHAKES = { welcome: 80, already_in: [60, 60, 60], saved: 40, stop: 400 };

let context = null;

// Browsers allow sound only after someone touched the page.
function wake() {
  const Context = window.AudioContext ?? window.webkitAudioContext;
  if (!Context) return;
  context ??= new Context();
  if (context.state === "suspended") context.resume().catch(() => {});
}
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, wake, { passive: true });

function beep([frequency, start, length]) {
  const tone = context.createOscillator();
  const volume = context.createGain();
  const at = context.currentTime + start;
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0.25, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + length);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + length);
}

export function play(result) {
  const name = result in SOUNDS ? result : "stop";
  if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(SHAKES[name]);
  if (context?.state === "running") SOUNDS[name].forEach(beep);
}

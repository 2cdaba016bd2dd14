// Reads QR codes from the camera; can be started anew, as phones take the picture away behind our back.
import { lens } from "./door-store.js";
import { findCode } from "./door-decode.js";

const PAUSE = 120; // milliseconds between two looks: quick to the eye, easy on the battery
const WIDTH = 960;

export function whyNot() {
  if (!window.isSecureContext) return "insecure";
  return navigator.mediaDevices?.getUserMedia ? null : "noCamera";
}

export class Camera {
  #video;
  #stream = null;
  #timer = 0;
  #found;
  #canvas = document.createElement("canvas");

  constructor(video, found) {
    this.#video = video;
    this.#found = found;
  }

  get isRunning() {
    return this.#stream?.getVideoTracks().some((track) => track.readyState === "live" && !track.muted) ?? false;
  }

  // Throws what getUserMedia throws.
  async start() {
    this.stop();
    this.#stream = await this.#open();
    this.#video.srcObject = this.#stream;
    this.#video.hidden = false;
    await this.#video.play();
    this.#look();
  }

  stop() {
    clearTimeout(this.#timer);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
    this.#video.hidden = true;
  }

  async #open() {
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const wanted = lens.get();
    if (wanted) {
      try {
        return await navigator.mediaDevices.getUserMedia({ video: { ...size, deviceId: { exact: wanted } } });
      } catch (error) {
        if (error.name === "NotAllowedError") throw error;
      }
    }
    return navigator.mediaDevices.getUserMedia({ video: { ...size, facingMode: "environment" } });
  }

  async lenses() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter((device) => device.kind === "videoinput");
  }

  // Goes to the next lens and remembers it.
  async turn() {
    const lenses = await this.lenses();
    const now = this.#stream?.getVideoTracks()[0]?.getSettings().deviceId;
    const at = lenses.findIndex((device) => device.deviceId === now);
    lens.set(lenses[(at + 1) % lenses.length].deviceId);
    await this.start();
  }

  get hasLamp() {
    return Boolean(this.#stream?.getVideoTracks()[0]?.getCapabilities?.().torch);
  }

  async light(on) {
    await this.#stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on }] });
  }

  async #look() {
    const stream = this.#stream;
    try {
      const code = this.#draw() && await findCode(this.#canvas);
      if (code && stream === this.#stream) this.#found(code);
    } catch (error) {
      console.warn(error); // one picture that cannot be read must not end the looking
    }
    if (stream && stream === this.#stream) this.#timer = setTimeout(() => this.#look(), PAUSE);
  }

  #draw() {
    const { videoWidth, videoHeight } = this.#video;
    if (document.hidden || !videoWidth) return false;
    const scale = Math.min(1, WIDTH / Math.max(videoWidth, videoHeight));
    this.#canvas.width = Math.round(videoWidth * scale);
    this.#canvas.height = Math.round(videoHeight * scale);
    this.#canvas.getContext("2d", { willReadFrequently: true })
      .drawImage(this.#video, 0, 0, this.#canvas.width, this.#canvas.height);
    return true;
  }
}

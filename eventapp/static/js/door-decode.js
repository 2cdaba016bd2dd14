// Finds the QR code in a picture, with the self-hosted reader; one of ours goes before others in sight.
import { BarcodeDetector } from "../vendor/barcode-detector.js";

const BADGE = /\/b\/[a-z2-7]{26}/i;

let detector = null;

export async function findCode(picture) {
  detector ??= new BarcodeDetector({ formats: ["qr_code"] });
  const texts = (await detector.detect(picture)).map((code) => code.rawValue).filter(Boolean);
  return texts.find((text) => BADGE.test(text)) ?? texts[0] ?? null;
}

const SIDES = [1600, 900]; // a photo of a phone is too large at first and too small after that

export async function findInPhoto(file) {
  const image = await createImageBitmap(file);
  try {
    for (const side of SIDES) {
      const code = await findCode(shrunk(image, side));
      if (code) return code;
    }
    return null;
  } finally {
    image.close();
  }
}

function shrunk(image, side) {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

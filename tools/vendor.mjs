// Copies the pinned front-end files into eventapp/static; run after `npm ci`. Nobody needs node to run the app.
import { createRequire } from "node:module";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const vendor = join(root, "eventapp/static/vendor");
const font = "@fontsource-variable/atkinson-hyperlegible-next";

// The scanner's wasm must be the very build its own package was made with, wherever npm has nested it.
const ofDetector = createRequire(join(modules, "barcode-detector/package.json"));
const zxing = dirname(ofDetector.resolve("zxing-wasm/reader/zxing_reader.wasm"));

const files = {
  "bootstrap-reboot.min.css": join(modules, "bootstrap/dist/css/bootstrap-reboot.min.css"),
  "htmx.min.js": join(modules, "htmx.org/dist/htmx.min.js"),
  "zxing_reader.wasm": join(zxing, "zxing_reader.wasm"),
  "atkinson-latin.woff2": join(modules, font, "files/atkinson-hyperlegible-next-latin-wght-normal.woff2"),
  "atkinson-latin-ext.woff2": join(modules, font, "files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2"),
  "LICENSE.bootstrap.txt": join(modules, "bootstrap/LICENSE"),
  "LICENSE.htmx.txt": join(modules, "htmx.org/LICENSE"),
  "LICENSE.barcode-detector.txt": join(modules, "barcode-detector/LICENSE"),
  "LICENSE.zxing-wasm.txt": join(dirname(dirname(zxing)), "LICENSE"),
  "LICENSE.atkinson-hyperlegible-next.txt": join(modules, font, "LICENSE"),
  "LICENSE.tabler-icons.txt": join(modules, "@tabler/icons/LICENSE"),
};

// The icons that templates may name; add one here and run `make vendor`.
const icons = `
  adjustments-horizontal alert-triangle archive armchair arrow-back-up arrow-forward-up arrow-left arrow-right
  arrows-exchange ban bell bold briefcase building building-factory-2 bulb calendar-event calendar-plus camera
  chart-line check chevron-down chevron-left chevron-right chevron-up circle-check circle-minus circle-plus circle-x
  clipboard-list clock coffee confetti copy crown device-desktop device-mobile door-enter dots download ear equal
  external-link eye eye-check file-spreadsheet file-text filter fingerprint flag grip-vertical heart-handshake
  help-circle history home hourglass id-badge-2 inbox info-circle italic key keyboard language leaf line-scan link
  list list-details lock login-2 logout mail mail-opened map-pin menu-2 message microphone minus paperclip pencil
  phone photo player-pause plus printer qrcode qrcode-off refresh repeat route scan search send settings
  shield-lock star switch-horizontal table tag tools-kitchen-2 trash upload user user-check user-plus user-x users
  volume wheelchair wifi wifi-off world x
`.trim().split(/\s+/);

async function symbol(name) {
  const svg = await readFile(join(modules, `@tabler/icons/icons/outline/${name}.svg`), "utf8");
  const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  const drawn = shapes.replace(/<path stroke="none"[^>]*\/>/, "").replace(/>\s+</g, "><").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
    `stroke-linecap="round" stroke-linejoin="round">${drawn}</symbol>`;
}

await rm(vendor, { recursive: true, force: true });
await mkdir(vendor, { recursive: true });
for (const [name, source] of Object.entries(files)) await copyFile(source, join(vendor, name));

// Without source maps the last comment would only ask the browser for a file we do not ship.
const reboot = join(vendor, "bootstrap-reboot.min.css");
await writeFile(reboot, (await readFile(reboot, "utf8")).replace(/\/\*# sourceMappingURL=.*\*\/\s*$/, ""));

// One self-hosted module without bare imports; its wasm lies beside it unless the page says where.
await build({
  stdin: {
    contents: `
      import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";
      const beside = new URL("zxing_reader.wasm", import.meta.url).href;
      export function useWasm(url) { prepareZXingModule({ overrides: { locateFile: () => url } }); }
      useWasm(beside);
      export { BarcodeDetector, prepareZXingModule };`,
    resolveDir: root,
  },
  bundle: true, format: "esm", minify: true, target: "es2020", legalComments: "none",
  outfile: join(vendor, "barcode-detector.js"),
});

const symbols = await Promise.all(icons.map(symbol));
await writeFile(join(root, "eventapp/static/icons.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);

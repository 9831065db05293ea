// Builds static/dist from static/src: app.css, app.js, worker.js, push-worker.js, icons.svg and the brand's mark, each under a name that holds
// a hash of its content, beside its .br and .gz; manifest.json maps the plain names to these. Run by `npm run build`.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const src = join(here, "src");
const dist = join(here, "dist");
const modules = join(root, "node_modules");

await mkdir(dist, { recursive: true });
for (const name of await readdir(dist)) if (name !== ".gitkeep") await rm(join(dist, name), { recursive: true });

const manifest = {};
await Promise.all([
  styles().then((css) => emit("app.css", css)),
  script("app.js").then((js) => emit("app.js", js)),
  script("worker.js").then((js) => emit("worker.js", js)),
  script("push-worker.js").then((js) => emit("push-worker.js", js)),
  sprite().then((svg) => emit("icons.svg", svg)),
  readFile(join(src, "brand", "favicon.svg")).then((svg) => emit("favicon.svg", svg)),
]);
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(join(dist, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");

// styles compiles Bootstrap's parts and drops the classes that no template and no script names. Our own components stay
// whole: their classes are put together at run time (is-…), and they are ours to keep small.
async function styles() {
  const options = { loadPaths: [src, join(modules)], style: "expanded", quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"] };
  const bootstrap = sass.compile(join(src, "scss", "bootstrap.scss"), options).css;
  const own = sass.compile(join(src, "scss", "app.scss"), options).css;
  const [purged] = await new PurgeCSS().purge({
    content: [join(root, "partials/**/*.html"), join(src, "js/**/*.js")],
    css: [{ raw: bootstrap }],
    safelist: { standard: ["html", "body", ":root"], greedy: [/data-bs-theme/] },
  });
  const small = { loader: "css", minify: true, target: "es2022", legalComments: "none" };
  return (await esbuild.transform(purged.css + own, small)).code;
}

async function script(name) {
  const result = await esbuild.build({
    entryPoints: [join(src, "js", name)], bundle: true, minify: true, write: false, format: "iife", target: "es2022",
    legalComments: "none", nodePaths: [modules],
  });
  return Buffer.from(result.outputFiles[0].contents);
}

// sprite puts the icons of icons.txt into one file, each a <symbol> under its name. An icon that a template names and the list
// lacks fails the build: it would be an empty square on the page.
async function sprite() {
  const names = (await readFile(join(src, "icons.txt"), "utf8")).split(/\s+/).filter(Boolean).sort();
  const listed = new Set(names);
  for (const [file, name] of await namedIcons()) {
    if (!listed.has(name)) throw new Error(`${file} names the icon ${name}, which static/src/icons.txt lacks`);
  }
  const symbols = await Promise.all(names.map(async (name) => {
    const svg = await readFile(join(modules, "bootstrap-icons", "icons", `${name}.svg`), "utf8");
    const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 16 16">${inner}</symbol>`;
  }));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
}

async function namedIcons() {
  const found = [];
  for (const entry of await readdir(join(root, "partials"), { recursive: true })) {
    if (!entry.endsWith(".html")) continue;
    const text = await readFile(join(root, "partials", entry), "utf8");
    const names = text.matchAll(/"layout\/icon" "([a-z0-9-]+)"|asset "icons\.svg"\}\}#([a-z0-9-]+)/g);
    for (const [, a, b] of names) found.push([entry, a || b]);
  }
  return found;
}

async function emit(name, content) {
  content = Buffer.from(content);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const file = name.replace(/(\.[a-z]+)$/, `.${hash}$1`);
  manifest[name] = file;
  const br = await promisify(brotliCompress)(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
  const gz = await promisify(gzip)(content, { level: 9 });
  await Promise.all([
    writeFile(join(dist, file), content), writeFile(join(dist, `${file}.br`), br), writeFile(join(dist, `${file}.gz`), gz),
  ]);
  console.log(`${relative(root, join(dist, file))}  ${content.length} bytes, ${br.length} as br, ${gz.length} as gz`);
}

// Makes outlines.txt.gz from countries-50m.json of the npm package world-atlas 2.0.2 (Natural Earth 1:50m, public domain):
//   node make-outlines.mjs countries-50m.json
// A line of the output is a border or coast: pairs of whole hundredths of a degree, east and north, the first absolute,
// the others differences. Points that round to the one before are left out.
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const atlas = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { scale, translate } = atlas.transform;
const lines = [];
for (const arc of atlas.arcs) {
  let x = 0, y = 0, lastEast = 0, lastNorth = 0;
  const numbers = [];
  for (const [dx, dy] of arc) {
    x += dx;
    y += dy;
    const east = Math.round((x * scale[0] + translate[0]) * 100), north = Math.round((y * scale[1] + translate[1]) * 100);
    if (numbers.length > 0 && east === lastEast && north === lastNorth) continue;
    numbers.push(east - lastEast, north - lastNorth);
    [lastEast, lastNorth] = [east, north];
  }
  if (numbers.length >= 4) lines.push(numbers.join(" "));
}
writeFileSync(new URL("outlines.txt.gz", import.meta.url), gzipSync(lines.join("\n") + "\n", { level: 9 }));
console.log(`${lines.length} lines`);

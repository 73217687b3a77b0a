// Reads `cargo metadata` and says what Rust the dependencies ask for: fails when one asks for a newer
// one than the argument, as 1.89.
import { readFileSync } from 'node:fs';

const allowed = process.argv[2];
const minor = (version) => Number(version.split('.')[1]);
const { packages } = JSON.parse(readFileSync(0, 'utf8'));
const dependencies = packages.filter((it) => it.source);
const stated = dependencies.filter((it) => it.rust_version);
stated.sort((a, b) => minor(b.rust_version) - minor(a.rust_version));

console.log(`of ${dependencies.length} dependencies, ${stated.length} state a version of Rust`);
const newest = stated.filter((it) => minor(it.rust_version) >= minor(allowed));
for (const it of newest) console.log(`${it.name} ${it.version}: ${it.rust_version}`);
process.exit(newest.some((it) => minor(it.rust_version) > minor(allowed)) ? 1 : 0);

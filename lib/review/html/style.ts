/** How the page looks: in light, in dark, on paper, and for who cannot tell colours apart. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --surface: #fff; --line: #d5d9e0; --text: #1b1f27; --quiet: #596273; --link: #1455c0;
  --high: #b3141d; --medium: #8a5300; --low: #3f5f86; --hatch: #b9c0cc; --outside: #8790a026; --hour: 2rem;
  --c0: #0b62c4; --c1: #b4440a; --c2: #0a7a58; --c3: #9a2c86; --c4: #8a6a00; --c5: #5b4bc4; --c6: #a8243f; --c7: #3d6b75;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #12151b; --surface: #1a1e26; --line: #363d4a; --text: #e7eaf0; --quiet: #9ba5b6; --link: #84b4ff;
    --high: #ff8087; --medium: #f2b45c; --low: #9dbbe2; --hatch: #4c5565; --outside: #00000059;
    --c0: #6aaeff; --c1: #ff9a5c; --c2: #4bd0a3; --c3: #ee8bdc; --c4: #e3c04a; --c5: #aea2ff; --c6: #ff8ba2; --c7: #8cc4d1;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 0.95rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 84rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { margin: 0; font-size: 1rem; font-weight: 600; color: var(--quiet); }
h2 { margin: 0 0 0.75rem; font-size: 1.25rem; }
h3 { margin: 0.75rem 0 0.25rem; font-size: 1rem; }
header p { margin: 0.25rem 0; }
.lead { font-size: 1.6rem; line-height: 1.25; font-weight: 650; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.75rem 0 0; padding: 0; list-style: none; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
section { margin-top: 1.25rem; padding: 1.25rem; background: var(--surface); border: 1px solid var(--line); border-radius: 0.6rem; }
.quiet { color: var(--quiet); }
code { font: 0.85em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
td code { overflow-wrap: break-word; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.45rem 0.9rem 0.45rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
th { font-size: 0.8rem; font-weight: 600; color: var(--quiet); }
tbody tr:last-child > * { border-bottom: 0; }
.mark { padding: 0.05rem 0.5rem; border: 1.5px solid currentColor; border-radius: 1rem; font-size: 0.8rem; font-weight: 650; }
.high { color: var(--high); }
.medium { color: var(--medium); }
.low { color: var(--low); }
.changes { margin: 0; padding: 0; list-style: none; }
.changes li { padding: 0.2rem 0 0.2rem 1.6rem; text-indent: -1.6rem; }
.changes li::before { display: inline-block; width: 1.6rem; text-indent: 0; font-weight: 700; content: "=" / ""; }
.changes .wider::before { content: "+" / ""; color: var(--high); }
.changes .narrower::before { content: "\\2212" / ""; color: var(--c2); }
details { border-top: 1px solid var(--line); }
#openings details { border: 0; }
summary { padding: 0.45rem 0; cursor: pointer; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.35rem 1rem; margin: 0.25rem 0 1rem 1.6rem; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; }
dd ul { margin: 0.2rem 0 0; padding-left: 1.2rem; }
.colour-0 { --c: var(--c0); } .colour-1 { --c: var(--c1); } .colour-2 { --c: var(--c2); } .colour-3 { --c: var(--c3); }
.colour-4 { --c: var(--c4); } .colour-5 { --c: var(--c5); } .colour-6 { --c: var(--c6); } .colour-7 { --c: var(--c7); }
.pattern-0 { --p: none; }
.pattern-1 { --p: repeating-linear-gradient(45deg, #0000 0 7px, color-mix(in srgb, var(--c) 14%, #0000) 7px 11px); }
.pattern-2 { --p: repeating-linear-gradient(0deg, #0000 0 7px, color-mix(in srgb, var(--c) 14%, #0000) 7px 10px); }
.pattern-3 { --p: radial-gradient(color-mix(in srgb, var(--c) 20%, #0000) 1.5px, #0000 2px) 0 0 / 8px 8px; }
.tag { display: inline-block; min-width: 1.5em; padding: 0 0.35em; border-radius: 0.25rem; background: var(--c); color: var(--surface); font-size: 0.8em; font-weight: 700; text-align: center; }
button, select { padding: 0.3rem 0.7rem; border: 1px solid var(--line); border-radius: 0.35rem; background: var(--ground); color: inherit; font: inherit; cursor: pointer; }
button:disabled { opacity: 0.45; cursor: default; }
.tools { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.5rem 1rem; margin-bottom: 0.75rem; }
.tools h3 { margin: 0; font-size: 1.1rem; font-variant-numeric: tabular-nums; }
#grid { display: grid; grid-template-columns: 3.2rem repeat(7, minmax(6.5rem, 1fr)); grid-template-rows: auto calc(24 * var(--hour)); }
.day { display: grid; grid-row: 1 / span 2; grid-template-rows: subgrid; margin: 0; padding: 0; border: 0; border-radius: 0; background: none; }
.day h4 { margin: 0; padding: 0 0.4rem 0.35rem; font-size: 0.9rem; font-weight: 650; border-left: 1px solid var(--line); }
.day h4 span { display: block; font-size: 0.78rem; font-weight: 400; }
.day .changed { padding: 0.1rem 0.35rem; border: 1.5px dashed var(--medium); border-radius: 0.3rem; color: var(--medium); font-weight: 600; }
.hours { grid-row: 2; }
.hours div { position: relative; height: var(--hour); padding-right: 0.4rem; font-size: 0.75rem; line-height: 1; text-align: right; color: var(--quiet); font-variant-numeric: tabular-nums; }
.hours div + div span { position: relative; top: -0.4rem; }
.track { position: relative; border: solid var(--line); border-width: 0 0 0 1px; box-shadow: inset 0 -1px var(--line); background: repeating-linear-gradient(var(--line) 0 1px, #0000 1px var(--hour)); }
.track > * { position: absolute; overflow: hidden; }
.outside { left: 0; right: 0; background: var(--outside); }
.skipped, .repeated { left: 0; right: 0; }
.skipped { background: repeating-linear-gradient(-45deg, var(--hatch) 0 2px, #0000 2px 7px); }
.repeated { background: radial-gradient(var(--medium) 1px, #0000 1.5px) 0 0 / 7px 7px; }
.block { padding: 0.05rem 0.3rem; border: 1px solid var(--c); border-left-width: 4px; border-radius: 0.3rem; background: var(--p), color-mix(in srgb, var(--c) 20%, var(--surface)); color: var(--text); font-size: 0.78rem; line-height: 1.25; text-decoration: none; overflow-wrap: anywhere; }
.block:hover, .block:focus { z-index: 2; border-color: var(--text); }
.block .when { display: block; font-variant-numeric: tabular-nums; }
.block.from-before { border-top-style: dashed; border-top-left-radius: 0; border-top-right-radius: 0; }
.block.goes-on { border-bottom-style: dashed; border-bottom-left-radius: 0; border-bottom-right-radius: 0; }
.block.short { padding-block: 0; line-height: 1.1; font-size: 0.7rem; white-space: nowrap; }
.block.short .when { display: inline; }
.block.tiny { overflow: visible; padding: 0; font-size: 0; }
.block.tiny .tag { position: absolute; top: 50%; left: 0; translate: 0 -50%; font-size: 0.62rem; line-height: 1.1; }
.block.tiny .when { display: none; }
.block.possible { background: var(--surface); }
#always { margin: 0.5rem 0; }
#always .block { position: static; display: inline-block; margin: 0 0.3rem 0.3rem 0; }
.several { --c: var(--quiet); --p: none; }
fieldset { min-width: 0; margin: 1rem 0 0; padding: 0.5rem 1rem 0.75rem; border: 1px solid var(--line); border-radius: 0.4rem; }
fieldset ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); gap: 0.15rem 1rem; max-height: 16rem; margin: 0.5rem 0 0; padding: 0; list-style: none; overflow-y: auto; }
fieldset button { padding: 0.1rem 0.6rem; font-size: 0.85rem; }
@media (forced-colors: active) {
  .block, .tag { border: 1px solid; }
}
@media (max-width: 44rem) {
  .name { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  fieldset ul, dl { grid-template-columns: 1fr; }
  table { min-width: 44rem; }
}
@media print {
  :root { color-scheme: light; --ground: #fff; --hour: 1.4rem; }
  body { font-size: 9.5pt; }
  main { max-width: none; padding: 0; }
  section { padding: 0.5rem 0; border: 0; break-inside: auto; }
  nav, button { display: none; }
  #week, tr, dl > * { break-inside: avoid; }
  fieldset ul { max-height: none; }
  .wide { overflow: visible; }
  .block, .tag, .skipped, .repeated, .track, .outside { print-color-adjust: exact; }
}
`;

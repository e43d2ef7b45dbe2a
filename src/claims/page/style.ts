/** The look of the page: narrow and wide screens, light and dark, and paper. */
export const pageStyle = `
:root{color-scheme:light dark;--page:#fff;--ink:#1b1d21;--soft:#5a606b;--line:#d5d9df;--panel:#f5f6f8;--link:#0b5cad;
--good:#0a6b3d;--good-bg:#e0f3e8;--fair:#3f6212;--fair-bg:#edf5d9;--open:#7a4b00;--open-bg:#fdf0d5;--bad:#9b1c1c;--bad-bg:#fde5e5;--plain:#454b55;--plain-bg:#e9ebef}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:66rem;padding:1.5rem 1rem 4rem;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .5rem}
h2{font-size:1.3rem;line-height:1.3;margin:0 0 .4rem}
h3{font-size:1rem;margin:1.2rem 0 .3rem}
p{margin:.5rem 0}
a{color:var(--link)}
.soft{color:var(--soft)}
.small{font-size:.875rem}
.counts{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem;padding:0;margin:1rem 0}
.badge{display:inline-block;padding:.05rem .55rem;border-radius:.8rem;border:1px solid currentColor;font-size:.84rem;font-weight:600;line-height:1.5}
td .badge{max-width:9.5rem;min-width:max-content}
td .badge.plain{min-width:8rem}
.badge i{font-style:normal;margin-right:.35em}
.good{color:var(--good);background:var(--good-bg)}.fair{color:var(--fair);background:var(--fair-bg)}
.open{color:var(--open);background:var(--open-bg)}.bad{color:var(--bad);background:var(--bad-bg)}.plain{color:var(--plain);background:var(--plain-bg)}
.warning{border-left:.3rem solid var(--open);background:var(--open-bg);color:var(--open);padding:.5rem .8rem;font-weight:600}
.box{overflow-x:auto;margin:.8rem 0;border:1px solid var(--line);border-radius:.4rem}
.box:focus-visible{outline:2px solid var(--link)}
table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.4}
th,td{padding:.35rem .6rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead th{border-top:0;background:var(--panel);font-weight:600}
tbody th{font-weight:400;min-width:10rem}
.num{font-variant-numeric:tabular-nums;white-space:nowrap}
td.seeds{min-width:6.2rem}
td .soft,th .soft{display:block;white-space:normal;min-width:9rem}
section.claim{border-top:2px solid var(--line);margin-top:2.5rem;padding-top:1.2rem}
blockquote{margin:.8rem 0;padding:.1rem 0 .1rem .9rem;border-left:.25rem solid var(--line);font-size:1.03rem}
dl{display:grid;grid-template-columns:11rem 1fr;gap:.25rem 1rem;margin:.8rem 0}
dt{color:var(--soft)}dd{margin:0}
ul{padding-left:1.2rem;margin:.4rem 0}
details{margin:.7rem 0}
summary{cursor:pointer;color:var(--link)}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.84rem}
pre{background:var(--panel);border-radius:.4rem;padding:.6rem .8rem;overflow-x:auto;margin:.4rem 0}
figure{margin:1rem 0}
figure svg{display:block;width:100%;height:auto;max-width:760px}
.curves .box{border:0}.curves svg{min-width:700px}
.narrow{display:none}
.top{float:right;font-size:.84rem;font-weight:400}
@media (max-width:600px){
h1{font-size:1.4rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}
.wide{display:none}.narrow{display:block}.narrow svg{max-width:340px}}
@page{margin:16mm 14mm}
@media print{
.curves svg{min-width:0}body{font-size:10pt;max-width:none;padding:0}h1{font-size:17pt}h2{font-size:13pt}table,.small,code,pre{font-size:8.5pt}
.wide{display:block}.narrow,.top{display:none}a{color:inherit;text-decoration:none}
.box,pre{overflow:visible;border-radius:0}pre{white-space:pre-wrap}
h2,h3,summary{break-after:avoid}figure,tr,blockquote,dl{break-inside:avoid}thead{display:table-header-group}
section.claim{break-before:auto;margin-top:1.5rem}.badge{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;

/** The colours of a dark page, for screens alone: paper stays white. */
export const darkStyle =
  ':root{--page:#14161a;--ink:#e4e6ea;--soft:#a0a7b3;--line:#343a44;--panel:#1e2127;--link:#7db7f5;' +
  '--good:#7fdca4;--good-bg:#10301f;--fair:#c3dd8c;--fair-bg:#262f12;--open:#f0c071;--open-bg:#36270c;' +
  '--bad:#ff9d9d;--bad-bg:#3d1717;--plain:#c2c8d2;--plain-bg:#2a2e36}';

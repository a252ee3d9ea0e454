// The look of a page, and the script that shows what a mark says where the pointer is. Without the script the browser shows it by itself.
#pragma once

#include <string_view>

namespace trainyard::report {

// Colours are chosen for a contrast of at least 4.5 for text and 3 for marks, on light pages and dark ones.
inline constexpr std::string_view page_style = R"css(
:root{--page:#F6F6F4;--card:#FFFFFF;--ink:#1F1F1F;--soft:#5A5A5A;--line:#DEDEDA;--good:#00664B;--bad:#A33C00;--mark:#005A8C}
@media (prefers-color-scheme:dark){:root{--page:#101010;--card:#161616;--ink:#E8E8E8;--soft:#ACACAC;--line:#363636;--good:#4FD0A6;--bad:#FF9A5C;--mark:#6CBDF0}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1160px;padding:16px;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,Helvetica,Arial,sans-serif}
header,section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px 20px;margin:0 0 16px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:19px;margin:0 0 10px}
h3{font-size:15px;margin:18px 0 6px}
p{margin:0 0 8px;max-width:80ch;overflow-wrap:anywhere}
a{color:var(--mark)}
.soft{color:var(--soft)}
.good{color:var(--good)}
.bad{color:var(--bad)}
.verdict{display:inline-block;border:2px solid currentColor;border-radius:6px;padding:2px 12px;font-weight:700;font-size:17px;margin:6px 0 10px}
.cards{display:flex;flex-wrap:wrap;gap:12px;margin:10px 0 0;padding:0;list-style:none}
.cards li{flex:1 1 150px;border:1px solid var(--line);border-radius:6px;padding:8px 12px;min-width:0;overflow-wrap:anywhere}
.cards b{display:block;font-size:21px;line-height:1.3}
.cards span{display:block;color:var(--soft);font-size:13px}
nav{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0 4px 16px;font-size:14px}
.beside{display:flex;flex-wrap:wrap;gap:0 48px}
.beside>div{min-width:0}
.beside h3{margin-top:4px}
.scroll{overflow-x:auto;margin:0 0 10px}
table{border-collapse:collapse;font-size:14px}
th,td{padding:4px 14px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);max-width:46ch;overflow-wrap:break-word}
thead th{color:var(--soft);font-weight:600;white-space:nowrap}
tbody th{font-weight:500}
td.n{font-variant-numeric:tabular-nums;white-space:nowrap}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:16px;margin:10px 0}
.by-three{grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr))}
figure{margin:0;min-width:0;border:1px solid var(--line);border-radius:6px;padding:8px}
figcaption{color:var(--soft);font-size:13px;overflow-wrap:anywhere}
figure.wide{grid-column:1/-1}
.plot{overflow-x:auto}
figure svg{display:block;width:100%;max-width:560px;height:auto;margin:0 auto}
figure.wide svg{width:auto;max-width:none;margin:0}
figure .ty-paper{fill:var(--card)}
figure .ty-ink{fill:var(--ink)}
figure .ty-halo{stroke:var(--card)}
figure .ty-axis{stroke:var(--soft)}
figure .ty-grid{stroke:var(--line)}
@media (prefers-color-scheme:dark){figure [stroke="#0072B2"]{stroke:#3D9BD6}figure [fill="#0072B2"]{fill:#3D9BD6}}
[data-tip]:hover{stroke-opacity:1;filter:brightness(1.25)}
details{margin:6px 0 2px;font-size:14px}
summary{cursor:pointer;color:var(--soft)}
#tip{position:fixed;z-index:1;max-width:min(320px,90vw);padding:4px 8px;border-radius:4px;background:var(--ink);color:var(--card);font-size:13px;pointer-events:none;white-space:pre-line;overflow-wrap:anywhere}
#tip[hidden]{display:none}
@media (max-width:600px){body{padding:8px}header,section{padding:12px}figure{padding:4px}}
@media print{
:root{--page:#FFFFFF;--card:#FFFFFF;--ink:#000000;--soft:#444444;--line:#BBBBBB;--good:#00664B;--bad:#A33C00}
body{max-width:none;padding:0;font-size:11px}nav,#tip{display:none}
header,section{border:0;border-radius:0;padding:0;break-inside:auto}
h2,h3{break-after:avoid}figure,tr{break-inside:avoid}
.figures{grid-template-columns:1fr 1fr}.by-three{grid-template-columns:1fr 1fr 1fr}.scroll,.plot{overflow:visible}
figure.wide svg{width:100%;max-width:100%;height:auto}
table{font-size:10px}
}
)css";

inline constexpr std::string_view page_script = R"js(
(() => {
  const tip = document.createElement('div');
  tip.id = 'tip';
  tip.hidden = true;
  document.body.append(tip);
  for (const svg of document.querySelectorAll('figure svg')) {
    const words = ['title', 'desc'].map((name) => svg.querySelector(':scope > ' + name));
    svg.setAttribute('aria-label', words.map((one) => (one ? one.textContent : '')).join(': '));
    svg.removeAttribute('aria-labelledby');
    if (words[0]) words[0].remove();
    for (const title of svg.querySelectorAll('title')) {
      title.parentNode.dataset.tip = title.textContent;
      title.remove();
    }
  }
  const show = (event) => {
    const mark = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.dataset.tip;
    tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)) + 'px';
    tip.style.top = (event.clientY + 18 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 10 : event.clientY + 16) + 'px';
  };
  addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((one) => (one.open = true)));
  document.addEventListener('pointermove', show);
  document.addEventListener('pointerdown', show);
})();
)js";

}  // namespace trainyard::report

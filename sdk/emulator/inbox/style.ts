/** The page's style: one sheet, light and dark by the reader's setting, nothing fetched. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f4f4f7, #121316);
  --card: light-dark(#ffffff, #1c1e22);
  --raised: light-dark(#f7f7fa, #25282d);
  --line: light-dark(#e3e4ea, #2e3137);
  --text: light-dark(#1b1d22, #eceef2);
  --soft: light-dark(#5d6370, #9ba2af);
  --accent: light-dark(#4353d6, #97a4ff);
  --good: light-dark(#157347, #62cf98);
  --bad: light-dark(#b3261e, #ff9a90);
  --wait: light-dark(#8a5a00, #f0c060);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); }
header, main { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; padding-top: 2rem; padding-bottom: 1.25rem; }
h1 { margin: 0; font-size: 1.5rem; letter-spacing: -.015em; }
header p { margin: 0; color: var(--soft); }
main { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 2rem; align-items: start; padding-bottom: 4rem; }
@media (max-width: 56rem) { main { grid-template-columns: minmax(0, 1fr); } }
h2 { margin: 0 0 .75rem; font-size: .8125rem; font-weight: 600; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); }
h2 span { font-weight: 400; letter-spacing: 0; text-transform: none; }
ul, ol { list-style: none; margin: 0; padding: 0; }
code, pre { font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.devices { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem; align-items: start; }
.device, .send { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; }
.device { padding: 1rem; }
.device > header { display: flex; align-items: center; gap: .75rem; padding: 0; }
.device h3 { margin: 0; font-size: .9375rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.device header div { min-width: 0; }
.device header p { font-size: .8125rem; }
.badge { flex: none; display: grid; place-items: center; width: 2.25rem; height: 2.25rem; border-radius: .625rem; font-size: .625rem; font-weight: 700; color: #fff; --tint: #555; background: var(--tint); }
.apple { --tint: #3f4654; } .fcmv1, .gcm { --tint: #b7530b; } .windows, .windowsphone { --tint: #0b67b2; }
.browser { --tint: #1d7a4c; } .adm { --tint: #7a5a12; } .baidu { --tint: #2b46c9; } .xiaomi { --tint: #c0480b; } .template { --tint: #6b3fb5; }
.tags { display: flex; flex-wrap: wrap; gap: .375rem; margin: .75rem 0 0; }
.tags li { padding: 0 .5rem; border-radius: 1rem; background: var(--raised); color: var(--soft); font-size: .75rem; line-height: 1.375rem; overflow-wrap: anywhere; }
.tray { display: grid; gap: .5rem; margin-top: .875rem; }
.tray li { padding: .625rem .75rem; border-radius: .75rem; background: var(--raised); overflow-wrap: anywhere; white-space: pre-line; }
.tray li:first-child { border-left: 3px solid var(--accent); padding-left: calc(.75rem - 3px); border-radius: .25rem .75rem .75rem .25rem; }
.tray b { display: block; font-weight: 600; }
.tray small, .more, .none { color: var(--soft); font-size: .75rem; }
.none, .more { margin: .75rem 0 0; }
.sends { display: grid; gap: .75rem; }
.send { padding: .875rem 1rem; }
.send > div { display: flex; align-items: center; gap: .75rem; }
.send > div p { margin: 0; min-width: 0; flex: 1; }
.send .to { display: block; color: var(--soft); font-size: .8125rem; overflow-wrap: anywhere; }
.send .when { text-align: right; font-size: .8125rem; color: var(--soft); }
.state { font-weight: 600; } .Completed { color: var(--good); } .NoTargetFound, .Canceled, .failed { color: var(--bad); } .Scheduled { color: var(--wait); }
.note { margin: .5rem 0 0; font-size: .8125rem; color: var(--bad); }
details { margin-top: .5rem; }
summary { display: flex; justify-content: space-between; gap: .75rem; cursor: pointer; color: var(--accent); font-size: .8125rem; }
summary > span { color: var(--soft); }
pre { margin: .5rem 0 0; padding: .75rem; border-radius: .625rem; background: var(--raised); overflow: auto; max-height: 20rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.empty { padding: 2rem 1.5rem; border: 1px dashed var(--line); border-radius: 1rem; color: var(--soft); }
.empty p { margin: 0 0 .5rem; } .empty p:last-child { margin: 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: .25rem; }
`;

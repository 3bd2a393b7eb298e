extension EvaluationReport {
  /// The page's look: the system's own letters, light, dark and print.
  static let style = """
    :root{--ink:#1b1f24;--mute:#5c6670;--rule:#dfe3e8;--page:#f6f7f9;--card:#fff;--bad:#b94700;--good:#00714f;\
    --mark:#ffe1c9;--accent:#0072b2}
    @media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--mute:#98a2ad;--rule:#2b3138;--page:#0f1215;--card:#171b20;\
    --bad:#ff9a5c;--good:#3ccf9f;--mark:#5a2f12;--accent:#56b4e9}}
    *{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);\
    font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
    main{max-width:1120px;margin:0 auto;padding:32px 24px 64px}h1{font-size:28px;margin:0;overflow-wrap:anywhere}
    h2{font-size:19px;margin:0 0 6px}.kicker{margin:0;color:var(--accent);font-weight:600;letter-spacing:.04em}
    .lead{color:var(--mute);margin:4px 0 18px}.note{color:var(--mute);max-width:78ch;margin:0 0 12px}
    section{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:20px 22px;margin-top:18px}
    .tiles{display:flex;gap:14px;flex-wrap:wrap}.tile{background:var(--card);border:1px solid var(--rule);\
    border-radius:10px;padding:14px 20px;min-width:190px;display:flex;flex-direction:column}
    .tile b{font-size:30px;line-height:1.15;font-variant-numeric:tabular-nums}.tile small{color:var(--mute)}
    .tile.bad b{color:var(--bad)}.scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
    th,td{padding:7px 12px 7px 0;text-align:right;vertical-align:top;border-top:1px solid var(--rule);white-space:nowrap}
    thead th{border-top:0;color:var(--mute);font-weight:500;font-size:13px;white-space:normal;vertical-align:bottom}
    th:first-child{text-align:left}tbody th{font-weight:600}td small{display:block;color:var(--mute);font-size:12px}
    td.bad{color:var(--bad);font-weight:600}td.good{color:var(--good)}
    .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:8px 14px}
    .plots.wide{grid-template-columns:repeat(auto-fill,minmax(430px,1fr))}.plot{max-width:100%;height:auto}
    .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:14px}
    figure{margin:0;border:1px solid var(--rule);border-radius:8px;overflow:hidden;display:flex;flex-direction:column}
    figure.bad{border-color:var(--bad)}.picture{background:#fff;min-height:56px;padding:8px;display:flex;\
    align-items:center;justify-content:center}.picture img{max-width:100%;max-height:84px}
    .pixels{image-rendering:pixelated;width:100%;object-fit:contain}figcaption{padding:10px 14px 12px;font-size:13px}
    dl{display:grid;grid-template-columns:auto 1fr;gap:0 12px;margin:0 0 6px;font:15px/1.5 ui-monospace,Menlo,monospace}
    dt{color:var(--mute);font:13px/1.75 system-ui,sans-serif}dd{margin:0;overflow-wrap:anywhere}
    mark{background:var(--mark);color:inherit;border-radius:3px}figcaption p{margin:2px 0}
    .doubts span{display:inline-block;margin-right:12px;color:var(--mute);font-variant-numeric:tabular-nums}
    .place{color:var(--mute);overflow-wrap:anywhere}a{color:var(--accent)}
    @media print{:root{--ink:#000;--mute:#444;--rule:#ccc;--page:#fff;--card:#fff;--bad:#a33c00;--good:#005c40;\
    --mark:#ffe1c9;--accent:#005a8c}body{font-size:11px}main{max-width:none;padding:0}section{border:0;padding:8px 0;\
    break-inside:auto}figure,tr,svg,.tile{break-inside:avoid}h2{break-after:avoid}.scroll{overflow:visible}\
    th,td{padding:3px 6px 3px 0}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
    """
}

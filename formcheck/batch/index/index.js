"use strict";
(() => {
  const PAGE = 200;
  const WORST = ["unstable", "borderline", "unreadable", "stable"];
  const { clips, titles } = JSON.parse(document.getElementById("data").textContent);
  const element = (id) => document.getElementById(id);
  const body = document.querySelector("#clips tbody");
  const filters = ["exercise", "view", "grade"];
  let order = { key: "name", down: false };
  let found = [];
  let showing = 0;

  const legOf = (clip, side) => clip.legs.find((leg) => leg.side === side || leg.side === "both");
  const number = (value, unit) => value.toFixed(1).replace("-", "−") + (unit === "°" ? unit : ` ${unit}`);
  const value = (leg) => (leg.value === null ? "" :
    number(leg.value, leg.unit) + (leg.error === null ? "" : ` ± ${number(leg.error, leg.unit)}`));
  const sortKey = {
    left: (clip) => legKey(legOf(clip, "left")),
    right: (clip) => legKey(legOf(clip, "right")),
  };
  // The worse the leg, the lower its key; legs that are not in a clip come last.
  function legKey(leg) {
    return leg ? WORST.indexOf(leg.grade) * 1e6 - (leg.value ?? -1e5) : Infinity;
  }
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;

  for (const clip of clips) {
    clip.text = [clip.name, clip.athlete, clip.date].join(" ").toLowerCase();
    clip.grade = clip.legs.map((leg) => leg.grade);
  }
  for (const id of filters) {
    const values = [...new Set(clips.flatMap((clip) => clip[id]))].filter(Boolean).sort(compare);
    for (const each of values) element(id).add(new Option(id === "exercise" ? titles[each] ?? each : each, each));
    element(id).addEventListener("change", choose);
  }

  function choose() {
    const wanted = element("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const [exercise, view, grade] = filters.map((id) => element(id).value);
    found = clips.filter((clip) => (!exercise || clip.exercise === exercise) && (!view || clip.view === view) &&
      (!grade || clip.grade.includes(grade)) && wanted.every((word) => clip.text.includes(word)));
    const key = sortKey[order.key];
    if (key) {
      const keyed = found.map((clip) => [key(clip), clip]);
      keyed.sort((a, b) => (a[0] === b[0] ? compare(a[1].name, b[1].name) : a[0] < b[0] ? -1 : 1));
      found = keyed.map((pair) => pair[1]);
    } else {
      found.sort((a, b) => compare(a[order.key], b[order.key]) || compare(a.name, b.name));
    }
    if (order.down) found.reverse();
    body.replaceChildren();
    showing = 0;
    more();
    element("count").textContent = `${found.length} of ${clips.length}`;
  }

  function more() {
    const rows = document.createDocumentFragment();
    for (const clip of found.slice(showing, showing + PAGE)) rows.append(rowOf(clip));
    body.append(rows);
    showing = Math.min(showing + PAGE, found.length);
    element("more").hidden = showing >= found.length;
  }

  const address = (clip, file) => `${clip.folder}/${file}`.split("/").map(encodeURIComponent).join("/");

  function small(name, text) {
    const line = document.createElement("div");
    line.className = name;
    line.textContent = text;
    return line;
  }

  function rowOf(clip) {
    const row = document.createElement("tr");
    const picture = document.createElement("img");
    picture.loading = "lazy";
    picture.alt = "";
    picture.src = address(clip, clip.picture);
    row.insertCell().append(picture);
    const link = document.createElement("a");
    link.href = address(clip, clip.page);
    link.textContent = clip.name;
    row.insertCell().append(link);
    for (const text of [clip.athlete, clip.date, titles[clip.exercise] ?? clip.exercise, clip.view]) {
      const cell = row.insertCell();
      cell.textContent = text;
      if (text && text === clip.date) cell.className = "date";
    }
    for (const side of ["left", "right"]) {
      const cell = row.insertCell();
      const leg = legOf(clip, side);
      if (!leg) continue;
      const grade = document.createElement("strong");
      grade.className = leg.grade;
      grade.textContent = leg.grade;
      cell.title = leg.sentence;
      cell.append(small("value", value(leg)), grade, small("", leg.criterion));
    }
    if (clip.doubt) {
      row.lastElementChild.append(small("doubt", clip.doubt));
    }
    return row;
  }

  for (const button of document.querySelectorAll("th button")) {
    button.addEventListener("click", () => {
      const key = button.dataset.key;
      order = { key, down: order.key === key && !order.down };
      for (const head of document.querySelectorAll("th")) head.removeAttribute("aria-sort");
      button.parentElement.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      choose();
    });
  }
  element("search").addEventListener("input", choose);
  element("filters").addEventListener("submit", (event) => event.preventDefault());
  element("more").addEventListener("click", more);
  choose();
})();

"use strict";
(() => {
  const video = document.getElementById("video");
  const buttons = [...document.querySelectorAll(".reps button")];
  const curve = document.getElementById("curve");
  const overlay = document.getElementById("overlay");
  // Paper shows what a click would.
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  if (!video) return;

  // Not every browser plays, and seeks in, a data URL.
  if (video.src.startsWith("data:")) {
    const bytes = Uint8Array.from(atob(video.src.slice(video.src.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
    video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
  }

  const begins = Number(video.dataset.begins);
  const spans = buttons.map((one) => ({
    button: one,
    zone: curve && curve.querySelector(`.zone[data-rep="${one.dataset.rep}"]`),
    start: Number(one.dataset.start), key: Number(one.dataset.key), end: Number(one.dataset.end),
  }));

  const seek = (clip) => {
    // A hair later than the frame's own time, which the decoder's clock rounds.
    video.currentTime = Math.max(0, clip - begins + 0.001);
    show();
  };

  const place = (plot, value) => {
    const { low, high, start, end } = Object.fromEntries(Object.entries(plot.dataset).map(([k, v]) => [k, Number(v)]));
    const line = plot.querySelector(".cursor");
    const inside = value >= low && value <= high;
    line.setAttribute("visibility", inside ? "visible" : "hidden");
    if (!inside) return null;
    const x = start + (value - low) / (high - low) * (end - start);
    line.setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
    return x;
  };

  const follow = (x) => {
    const scroll = document.getElementById("curve-scroll");
    const shown = x * curve.getBoundingClientRect().width / curve.viewBox.baseVal.width;
    if (shown < scroll.scrollLeft || shown > scroll.scrollLeft + scroll.clientWidth)
      scroll.scrollLeft = shown - scroll.clientWidth / 4;
  };

  const show = () => {
    const clip = video.currentTime + begins;
    const now = spans.find((one) => clip >= one.start && clip <= one.end);
    for (const one of spans) {
      one.button.toggleAttribute("aria-current", one === now);
      if (one === now) one.button.setAttribute("aria-current", "true");
      if (one.zone) one.zone.classList.toggle("now", one === now);
    }
    if (curve) {
      const x = place(curve, clip);
      if (x !== null) follow(x);
    }
    if (overlay) place(overlay, now ? 100 * (clip - now.start) / (now.end - now.start) : NaN);
  };

  const run = () => {
    show();
    if (!video.paused && !video.ended) requestAnimationFrame(run);
  };
  video.addEventListener("play", run);
  video.addEventListener("seeked", show);
  video.addEventListener("timeupdate", show);
  for (const one of spans) one.button.addEventListener("click", () => seek(one.key));
  if (curve) curve.addEventListener("click", (event) => {
    if (event.target.tagName === "text" && event.target.dataset.rep) {
      seek(spans.find((one) => one.button.dataset.rep === event.target.dataset.rep).key);
      return;
    }
    const box = curve.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * curve.viewBox.baseVal.width;
    const { low, high, start, end } = curve.dataset;
    seek(Number(low) + (x - start) / (end - start) * (high - low));
  });
})();

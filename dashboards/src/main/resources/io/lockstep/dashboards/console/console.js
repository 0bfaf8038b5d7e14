"use strict";

// Reads what the node publishes and shows it; decides nothing. Everything is set as text, never as
// markup, because reasons and facts may hold any characters.

const POLL_MILLIS = 2000;
const EVENTS_SHOWN = 30;

const words = { READY: "ready", TRANSIENT: "on its way", NOT_READY: "not ready" };

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function details(module) {
  const peerRole = module.peerRole ? `${module.peerRole}, ${words[module.peerReadiness] ?? "unknown"}` : "unknown";
  return [
    ["Peer", `${peerRole}, link ${module.peerConnected ? "up" : "down"}`],
    ["Acknowledged by", module.mirrored ? "both nodes" : "this node alone"],
    ["Epoch", module.epochPrimary ? `${module.epoch}, primary ${module.epochPrimary}` : `${module.epoch}`],
    ["Journal", `${module.lastSequence} written, ${module.appliedSequence} applied, ${module.peerSequence} at the peer`],
    ["Application", module.application],
    ["Directory", `${module.mount} (${module.mode})`],
    ["In this role since", new Date(module.roleSinceMillis).toLocaleString()],
  ].concat(module.progress ? [["Progress", module.progress]] : []);
}

function moduleCard(module) {
  const card = element("article", undefined, `module ${module.readiness}`);
  card.append(element("h3", module.module));
  card.append(element("div", `${module.role}, ${words[module.readiness] ?? module.readiness}`, "role"));
  card.append(element("p", module.reason, "reason"));
  const list = element("dl");
  for (const [term, value] of details(module)) {
    list.append(element("dt", term), element("dd", value));
  }
  card.append(list);
  return card;
}

function eventRow(event) {
  const row = element("tr");
  const facts = Object.entries(event.facts).map(([key, value]) => `${key}=${value}`).join(" ");
  row.append(
    element("td", new Date(event.time).toLocaleString(), "time"),
    element("td", event.module || "node"),
    element("td", event.type),
    element("td", event.epoch),
    element("td", facts),
    element("td", event.actor));
  return row;
}

function showCluster(cluster) {
  document.title = `${cluster.node}, ${cluster.cluster}: Lockstep`;
  const peer = `peer ${cluster.peer.name} (${cluster.peer.host}) ${cluster.peer.alive ? "answers" : "does not answer"}`;
  document.getElementById("node").textContent =
    `Node ${cluster.node} of cluster ${cluster.cluster}; ${peer}; version ${cluster.version}`;
  const cards = cluster.modules.map(moduleCard);
  document.getElementById("modules").replaceChildren(
    ...(cards.length ? cards : [element("p", "The modules are not running yet.")]));
}

function showEvents(page) {
  document.getElementById("events").replaceChildren(...page.events.map(eventRow));
}

function showContact(problem) {
  document.getElementById("contact").textContent = problem;
}

async function read(path) {
  const response = await fetch(path, { cache: "no-store" });
  const body = await response.json();
  if (!response.ok) throw new Error(body.message);
  return body;
}

let lastContact = new Date();

async function poll() {
  try {
    showCluster(await read("api/v1/cluster"));
    showEvents(await read(`api/v1/events?order=newest&limit=${EVENTS_SHOWN}`));
    lastContact = new Date();
    showContact("");
  } catch (problem) {
    showContact(`Not up to date since ${lastContact.toLocaleTimeString()}: ${problem.message}`);
  } finally {
    setTimeout(poll, POLL_MILLIS);
  }
}

poll();

// Validates FHIR R5 Bundles (one or an array) against HL7's own definitions with Medplum's validator, then what that leaves out:
// codes of required bindings, urn:uuid references, targets of related actions. Answers problems; status 1 when any.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";

const definitions = join(dirname(fileURLToPath(import.meta.url)), "node_modules", "hl7.fhir.r5.core");
const load = (prefix) =>
  readdirSync(definitions)
    .filter((file) => file.startsWith(prefix))
    .map((file) => JSON.parse(readFileSync(join(definitions, file), "utf8")));
const profiles = load("StructureDefinition-").filter((it) => it.derivation !== "constraint");
const valueSets = new Map(load("ValueSet-").map((it) => [it.url, it]));
const codeSystems = new Map(load("CodeSystem-").map((it) => [it.url, it]));
const types = new Map(profiles.map((it) => [it.type, it]));
let problems = [];

function codesOf(concepts = []) {
  return concepts.flatMap((it) => [it.code, ...codesOf(it.concept)]);
}

// The codes of a value set, or null when it draws on a code system that is not part of the package (BCP 47, MIME types).
function expand(canonical) {
  const set = valueSets.get(canonical.split("|")[0]);
  if (!set) return null;
  const codes = new Set();
  for (const part of set.compose?.include ?? []) {
    if (part.filter) return null;
    for (const nested of part.valueSet ?? []) {
      const inner = expand(nested);
      if (!inner) return null;
      inner.forEach((code) => codes.add(code));
    }
    if (part.concept) part.concept.forEach((it) => codes.add(it.code));
    else if (part.system) {
      const system = codeSystems.get(part.system);
      if (!system || system.content !== "complete") return null;
      codesOf(system.concept).forEach((code) => codes.add(code));
    }
  }
  return codes.size ? codes : null;
}

let checked = new Set();
function checkBinding(element, value, where) {
  const allowed = expand(element.binding.valueSet);
  if (!allowed) return;
  checked.add(element.binding.valueSet);
  const codes = typeof value === "string" ? [value] : (value.coding ?? [value]).map((it) => it.code);
  for (const code of codes) {
    if (!allowed.has(code)) problems.push(`${where}: "${code}" is not in the required ${element.binding.valueSet}`);
  }
}

// Walks a value beside the snapshot of its type; `path` is the path of the element in that snapshot.
function walk(value, definition, path, where) {
  if (Array.isArray(value)) return value.forEach((it, index) => walk(it, definition, path, `${where}[${index}]`));
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === "resourceType") continue;
    const elements = definition.snapshot.element;
    const choice = (it) =>
      it.path.endsWith("[x]") &&
      `${path}.${key}`.startsWith(it.path.slice(0, -3)) &&
      it.type.some((type) => `${it.path.slice(0, -3)}${type.code[0].toUpperCase()}${type.code.slice(1)}` === `${path}.${key}`);
    const element = elements.find((it) => it.path === `${path}.${key}`) ?? elements.find(choice);
    const here = `${where}.${key}`;
    if (!element) {
      problems.push(`${here}: unknown element`);
      continue;
    }
    if (child === null || child === "" || (typeof child === "object" && Object.keys(child).length === 0)) {
      problems.push(`${here}: empty`);
      continue;
    }
    if (element.binding?.strength === "required") {
      [child].flat().forEach((it) => checkBinding(element, it, here));
    }
    const type = element.path.endsWith("[x]")
      ? element.type.find((it) => key.toLowerCase().endsWith(it.code.toLowerCase()))?.code
      : element.type?.[0]?.code;
    if (element.contentReference) walk(child, definition, element.contentReference.split("#")[1], here);
    else if (type === "Resource") [child].flat().forEach((it) => resource(it, here));
    else if (type === "BackboneElement" || type === "Element") walk(child, definition, element.path, here);
    else if (types.get(type)?.kind === "complex-type") walk(child, types.get(type), type, here);
  }
}

function resource(value, where) {
  walk(value, types.get(value.resourceType), value.resourceType, `${where}(${value.resourceType})`);
}

function everything(value, visit) {
  if (typeof value !== "object" || value === null) return;
  visit(value);
  Object.values(value).forEach((child) => everything(child, visit));
}

indexStructureDefinitionBundle({
  resourceType: "Bundle",
  type: "collection",
  entry: profiles.map((it) => ({ resource: it })),
});
function validate(bundle) {
  for (const each of [bundle, ...(bundle.entry ?? []).map((it) => it.resource)]) {
    try {
      validateResource(each, { profile: types.get(each.resourceType) });
    } catch (error) {
      for (const issue of error.outcome?.issue ?? [{ details: { text: String(error) }, expression: [] }]) {
        problems.push(`${each.resourceType} ${issue.expression}: ${issue.details?.text}`);
      }
    }
  }
  resource(bundle, "");

  const addresses = new Set((bundle.entry ?? []).map((it) => it.fullUrl));
  everything(bundle, (it) => {
    if (/^urn:uuid:/.test(it.reference) && !("description" in it) && !addresses.has(it.reference)) {
      problems.push(`reference ${it.reference} leads to no entry of the Bundle`);
    }
  });
  for (const { resource: plan } of (bundle.entry ?? []).filter((it) => it.resource.resourceType === "PlanDefinition")) {
    const actions = new Set();
    everything(plan.action ?? [], (it) => it.linkId && actions.add(it.id));
    everything(plan.action ?? [], (it) => {
      if (it.targetId && !actions.has(it.targetId)) problems.push(`targetId ${it.targetId} names no action's element id`);
    });
  }
}

export default function judge(data) {
  problems = [];
  checked = new Set();
  [JSON.parse(data.toString("utf8"))].flat().forEach(validate);
  return {
    status: problems.length ? 1 : 0,
    out: problems.map((problem) => `${problem}\n`).join(""),
    err: `${checked.size} value sets of required bindings checked\n`,
  };
}

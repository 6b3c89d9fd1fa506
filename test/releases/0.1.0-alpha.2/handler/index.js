var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// <stdin>
var stdin_exports = {};
__export(stdin_exports, {
  closerIn: () => closerIn,
  openerIn: () => openerIn
});
module.exports = __toCommonJS(stdin_exports);

// node_modules/valibot/dist/index.mjs
var store$4;
var DEFAULT_CONFIG = {
  lang: void 0,
  message: void 0,
  abortEarly: void 0,
  abortPipeEarly: void 0
};
// @__NO_SIDE_EFFECTS__
function getGlobalConfig(config$1) {
  if (!config$1 && !store$4) return DEFAULT_CONFIG;
  return {
    lang: config$1?.lang ?? store$4?.lang,
    message: config$1?.message,
    abortEarly: config$1?.abortEarly ?? store$4?.abortEarly,
    abortPipeEarly: config$1?.abortPipeEarly ?? store$4?.abortPipeEarly
  };
}
var store$3;
// @__NO_SIDE_EFFECTS__
function getGlobalMessage(lang) {
  return store$3?.get(lang);
}
var store$2;
// @__NO_SIDE_EFFECTS__
function getSchemaMessage(lang) {
  return store$2?.get(lang);
}
var store$1;
// @__NO_SIDE_EFFECTS__
function getSpecificMessage(reference, lang) {
  return store$1?.get(reference)?.get(lang);
}
// @__NO_SIDE_EFFECTS__
function _stringify(input) {
  const type = typeof input;
  if (type === "string") return `"${input}"`;
  if (type === "number" || type === "bigint" || type === "boolean") return `${input}`;
  if (type === "object" || type === "function") return (input && Object.getPrototypeOf(input)?.constructor?.name) ?? "null";
  return type;
}
function _addIssue(context, label, dataset, config$1, other) {
  const input = other && "input" in other ? other.input : dataset.value;
  const expected = other?.expected ?? context.expects ?? null;
  const received = other?.received ?? /* @__PURE__ */ _stringify(input);
  const issue = {
    kind: context.kind,
    type: context.type,
    input,
    expected,
    received,
    message: `Invalid ${label}: ${expected ? `Expected ${expected} but r` : "R"}eceived ${received}`,
    requirement: context.requirement,
    path: other?.path,
    issues: other?.issues,
    lang: config$1.lang,
    abortEarly: config$1.abortEarly,
    abortPipeEarly: config$1.abortPipeEarly
  };
  const isSchema = context.kind === "schema";
  const message$1 = other?.message ?? context.message ?? /* @__PURE__ */ getSpecificMessage(context.reference, issue.lang) ?? (isSchema ? /* @__PURE__ */ getSchemaMessage(issue.lang) : null) ?? config$1.message ?? /* @__PURE__ */ getGlobalMessage(issue.lang);
  if (message$1 !== void 0) issue.message = typeof message$1 === "function" ? message$1(issue) : message$1;
  if (isSchema) dataset.typed = false;
  if (dataset.issues) dataset.issues.push(issue);
  else dataset.issues = [issue];
}
// @__NO_SIDE_EFFECTS__
function _isSameValueZero(value1, value2) {
  return value1 === value2 || Number.isNaN(value1) && Number.isNaN(value2);
}
// @__NO_SIDE_EFFECTS__
function _isValidObjectKey(object$1, key) {
  return Object.prototype.hasOwnProperty.call(object$1, key) && key !== "__proto__" && key !== "prototype" && key !== "constructor";
}
// @__NO_SIDE_EFFECTS__
function _joinExpects(values$1, separator) {
  const list = [...new Set(values$1)];
  if (list.length > 1) return `(${list.join(` ${separator} `)})`;
  return list[0] ?? "never";
}
function _standardSchema(schema) {
  schema["~standard"] = {
    version: 1,
    vendor: "valibot",
    validate: (value$1) => schema["~run"]({ value: value$1 }, /* @__PURE__ */ getGlobalConfig())
  };
  return schema;
}
// @__NO_SIDE_EFFECTS__
function getDotPath(issue) {
  if (issue.path) {
    let key = "";
    for (const item of issue.path) if (typeof item.key === "string" || typeof item.key === "number") if (key) key += `.${item.key}`;
    else key += item.key;
    else return null;
    return key;
  }
  return null;
}
var EMOJI_REGEX = new RegExp("^(?:[\\u{1F1E6}-\\u{1F1FF}]{2}|\\u{1F3F4}[\\u{E0061}-\\u{E007A}]{2}[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{1,3}\\u{E007F}|(?:\\p{Emoji}\\uFE0F\\u20E3?|\\p{Emoji_Modifier_Base}\\p{Emoji_Modifier}?|(?![\\p{Emoji_Modifier_Base}\\u{1F1E6}-\\u{1F1FF}])\\p{Emoji_Presentation})(?:\\u200D(?:\\p{Emoji}\\uFE0F\\u20E3?|\\p{Emoji_Modifier_Base}\\p{Emoji_Modifier}?|(?![\\p{Emoji_Modifier_Base}\\u{1F1E6}-\\u{1F1FF}])\\p{Emoji_Presentation}))*)+$", "u");
// @__NO_SIDE_EFFECTS__
function check(requirement, message$1) {
  return {
    kind: "validation",
    type: "check",
    reference: check,
    async: false,
    expects: null,
    requirement,
    message: message$1,
    "~run"(dataset, config$1) {
      if (dataset.typed && !this.requirement(dataset.value)) _addIssue(this, "input", dataset, config$1);
      return dataset;
    }
  };
}
// @__NO_SIDE_EFFECTS__
function integer(message$1) {
  return {
    kind: "validation",
    type: "integer",
    reference: integer,
    async: false,
    expects: null,
    requirement: Number.isInteger,
    message: message$1,
    "~run"(dataset, config$1) {
      if (dataset.typed && !this.requirement(dataset.value)) _addIssue(this, "integer", dataset, config$1);
      return dataset;
    }
  };
}
// @__NO_SIDE_EFFECTS__
function maxLength(requirement, message$1) {
  return {
    kind: "validation",
    type: "max_length",
    reference: maxLength,
    async: false,
    expects: `<=${requirement}`,
    requirement,
    message: message$1,
    "~run"(dataset, config$1) {
      if (dataset.typed && dataset.value.length > this.requirement) _addIssue(this, "length", dataset, config$1, { received: `${dataset.value.length}` });
      return dataset;
    }
  };
}
// @__NO_SIDE_EFFECTS__
function minLength(requirement, message$1) {
  return {
    kind: "validation",
    type: "min_length",
    reference: minLength,
    async: false,
    expects: `>=${requirement}`,
    requirement,
    message: message$1,
    "~run"(dataset, config$1) {
      if (dataset.typed && dataset.value.length < this.requirement) _addIssue(this, "length", dataset, config$1, { received: `${dataset.value.length}` });
      return dataset;
    }
  };
}
// @__NO_SIDE_EFFECTS__
function minValue(requirement, message$1) {
  return {
    kind: "validation",
    type: "min_value",
    reference: minValue,
    async: false,
    expects: `>=${requirement instanceof Date ? requirement.toJSON() : /* @__PURE__ */ _stringify(requirement)}`,
    requirement,
    message: message$1,
    "~run"(dataset, config$1) {
      if (dataset.typed && !(dataset.value >= this.requirement)) _addIssue(this, "value", dataset, config$1, { received: dataset.value instanceof Date ? dataset.value.toJSON() : /* @__PURE__ */ _stringify(dataset.value) });
      return dataset;
    }
  };
}
// @__NO_SIDE_EFFECTS__
function readonly() {
  return {
    kind: "transformation",
    type: "readonly",
    reference: readonly,
    async: false,
    "~run"(dataset) {
      return dataset;
    }
  };
}
// @__NO_SIDE_EFFECTS__
function regex(requirement, message$1) {
  return {
    kind: "validation",
    type: "regex",
    reference: regex,
    async: false,
    expects: `${requirement}`,
    requirement,
    message: message$1,
    "~run"(dataset, config$1) {
      if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "format", dataset, config$1);
      return dataset;
    }
  };
}
// @__NO_SIDE_EFFECTS__
function transform(operation) {
  return {
    kind: "transformation",
    type: "transform",
    reference: transform,
    async: false,
    operation,
    "~run"(dataset) {
      dataset.value = this.operation(dataset.value);
      return dataset;
    }
  };
}
var ABORT_EARLY_CONFIG = { abortEarly: true };
// @__NO_SIDE_EFFECTS__
function getFallback(schema, dataset, config$1) {
  return typeof schema.fallback === "function" ? schema.fallback(dataset, config$1) : schema.fallback;
}
// @__NO_SIDE_EFFECTS__
function getDefault(schema, dataset, config$1) {
  return typeof schema.default === "function" ? schema.default(dataset, config$1) : schema.default;
}
// @__NO_SIDE_EFFECTS__
function array(item, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "array",
    reference: array,
    expects: "Array",
    async: false,
    item,
    message: message$1,
    "~run"(dataset, config$1) {
      const input = dataset.value;
      if (Array.isArray(input)) {
        dataset.typed = true;
        dataset.value = [];
        for (let key = 0; key < input.length; key++) {
          const value$1 = input[key];
          const itemDataset = this.item["~run"]({ value: value$1 }, config$1);
          if (itemDataset.issues) {
            const pathItem = {
              type: "array",
              origin: "value",
              input,
              key,
              value: value$1
            };
            for (const issue of itemDataset.issues) {
              if (issue.path) issue.path.unshift(pathItem);
              else issue.path = [pathItem];
              dataset.issues?.push(issue);
            }
            if (!dataset.issues) dataset.issues = itemDataset.issues;
            if (config$1.abortEarly) {
              dataset.typed = false;
              break;
            }
          }
          if (!itemDataset.typed) dataset.typed = false;
          dataset.value.push(itemDataset.value);
        }
      } else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function boolean(message$1) {
  return _standardSchema({
    kind: "schema",
    type: "boolean",
    reference: boolean,
    expects: "boolean",
    async: false,
    message: message$1,
    "~run"(dataset, config$1) {
      if (typeof dataset.value === "boolean") dataset.typed = true;
      else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function custom(check$1, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "custom",
    reference: custom,
    expects: "unknown",
    async: false,
    check: check$1,
    message: message$1,
    "~run"(dataset, config$1) {
      if (this.check(dataset.value)) dataset.typed = true;
      else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function literal(literal_, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "literal",
    reference: literal,
    expects: /* @__PURE__ */ _stringify(literal_),
    async: false,
    literal: literal_,
    message: message$1,
    "~run"(dataset, config$1) {
      if (/* @__PURE__ */ _isSameValueZero(dataset.value, this.literal)) dataset.typed = true;
      else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function number(message$1) {
  return _standardSchema({
    kind: "schema",
    type: "number",
    reference: number,
    expects: "number",
    async: false,
    message: message$1,
    "~run"(dataset, config$1) {
      if (typeof dataset.value === "number" && !isNaN(dataset.value)) dataset.typed = true;
      else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function object(entries$1, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "object",
    reference: object,
    expects: "Object",
    async: false,
    entries: entries$1,
    message: message$1,
    "~run"(dataset, config$1) {
      const input = dataset.value;
      if (input && typeof input === "object") {
        dataset.typed = true;
        dataset.value = {};
        for (const key in this.entries) {
          const valueSchema = this.entries[key];
          if (key in input || (valueSchema.type === "exact_optional" || valueSchema.type === "optional" || valueSchema.type === "nullish") && valueSchema.default !== void 0) {
            const value$1 = key in input ? input[key] : /* @__PURE__ */ getDefault(valueSchema);
            const valueDataset = valueSchema["~run"]({ value: value$1 }, config$1);
            if (valueDataset.issues) {
              const pathItem = {
                type: "object",
                origin: "value",
                input,
                key,
                value: value$1
              };
              for (const issue of valueDataset.issues) {
                if (issue.path) issue.path.unshift(pathItem);
                else issue.path = [pathItem];
                dataset.issues?.push(issue);
              }
              if (!dataset.issues) dataset.issues = valueDataset.issues;
              if (config$1.abortEarly) {
                dataset.typed = false;
                break;
              }
            }
            if (!valueDataset.typed) dataset.typed = false;
            dataset.value[key] = valueDataset.value;
          } else if (valueSchema.fallback !== void 0) dataset.value[key] = /* @__PURE__ */ getFallback(valueSchema);
          else if (valueSchema.type !== "exact_optional" && valueSchema.type !== "optional" && valueSchema.type !== "nullish") {
            _addIssue(this, "key", dataset, config$1, {
              input: void 0,
              expected: `"${key}"`,
              path: [{
                type: "object",
                origin: "key",
                input,
                key,
                value: input[key]
              }]
            });
            if (config$1.abortEarly) break;
          }
        }
      } else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function optional(wrapped, default_) {
  return _standardSchema({
    kind: "schema",
    type: "optional",
    reference: optional,
    expects: `(${wrapped.expects} | undefined)`,
    async: false,
    wrapped,
    default: default_,
    "~run"(dataset, config$1) {
      if (dataset.value === void 0) {
        if (this.default !== void 0) dataset.value = /* @__PURE__ */ getDefault(this, dataset, config$1);
        if (dataset.value === void 0) {
          dataset.typed = true;
          return dataset;
        }
      }
      return this.wrapped["~run"](dataset, config$1);
    }
  });
}
// @__NO_SIDE_EFFECTS__
function picklist(options, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "picklist",
    reference: picklist,
    expects: /* @__PURE__ */ _joinExpects(options.map(_stringify), "|"),
    async: false,
    options,
    message: message$1,
    "~run"(dataset, config$1) {
      if (this.options.includes(dataset.value)) dataset.typed = true;
      else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function record(key, value$1, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "record",
    reference: record,
    expects: "Object",
    async: false,
    key,
    value: value$1,
    message: message$1,
    "~run"(dataset, config$1) {
      const input = dataset.value;
      if (input && typeof input === "object") {
        dataset.typed = true;
        dataset.value = {};
        for (const entryKey in input) if (/* @__PURE__ */ _isValidObjectKey(input, entryKey)) {
          const entryValue = input[entryKey];
          const keyDataset = this.key["~run"]({ value: entryKey }, config$1);
          if (keyDataset.issues) {
            const pathItem = {
              type: "object",
              origin: "key",
              input,
              key: entryKey,
              value: entryValue
            };
            for (const issue of keyDataset.issues) {
              issue.path = [pathItem];
              dataset.issues?.push(issue);
            }
            if (!dataset.issues) dataset.issues = keyDataset.issues;
            if (config$1.abortEarly) {
              dataset.typed = false;
              break;
            }
          }
          const valueDataset = this.value["~run"]({ value: entryValue }, config$1);
          if (valueDataset.issues) {
            const pathItem = {
              type: "object",
              origin: "value",
              input,
              key: entryKey,
              value: entryValue
            };
            for (const issue of valueDataset.issues) {
              if (issue.path) issue.path.unshift(pathItem);
              else issue.path = [pathItem];
              dataset.issues?.push(issue);
            }
            if (!dataset.issues) dataset.issues = valueDataset.issues;
            if (config$1.abortEarly) {
              dataset.typed = false;
              break;
            }
          }
          if (!keyDataset.typed || !valueDataset.typed) dataset.typed = false;
          if (keyDataset.typed) dataset.value[keyDataset.value] = valueDataset.value;
        }
      } else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function string(message$1) {
  return _standardSchema({
    kind: "schema",
    type: "string",
    reference: string,
    expects: "string",
    async: false,
    message: message$1,
    "~run"(dataset, config$1) {
      if (typeof dataset.value === "string") dataset.typed = true;
      else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function _subIssues(datasets) {
  let issues;
  if (datasets) for (const dataset of datasets) if (issues) for (const issue of dataset.issues) issues.push(issue);
  else issues = dataset.issues;
  return issues;
}
// @__NO_SIDE_EFFECTS__
function union(options, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "union",
    reference: union,
    expects: /* @__PURE__ */ _joinExpects(options.map((option) => option.expects), "|"),
    async: false,
    options,
    message: message$1,
    "~run"(dataset, config$1) {
      let validDataset;
      let typedDatasets;
      let untypedDatasets;
      for (const schema of this.options) {
        const optionDataset = schema["~run"]({ value: dataset.value }, config$1);
        if (optionDataset.typed) if (optionDataset.issues) if (typedDatasets) typedDatasets.push(optionDataset);
        else typedDatasets = [optionDataset];
        else {
          validDataset = optionDataset;
          break;
        }
        else if (untypedDatasets) untypedDatasets.push(optionDataset);
        else untypedDatasets = [optionDataset];
      }
      if (validDataset) return validDataset;
      if (typedDatasets) {
        if (typedDatasets.length === 1) return typedDatasets[0];
        _addIssue(this, "type", dataset, config$1, { issues: /* @__PURE__ */ _subIssues(typedDatasets) });
        dataset.typed = true;
      } else if (untypedDatasets?.length === 1) return untypedDatasets[0];
      else _addIssue(this, "type", dataset, config$1, { issues: /* @__PURE__ */ _subIssues(untypedDatasets) });
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function unknown() {
  return _standardSchema({
    kind: "schema",
    type: "unknown",
    reference: unknown,
    expects: "unknown",
    async: false,
    "~run"(dataset) {
      dataset.typed = true;
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function variant(key, options, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "variant",
    reference: variant,
    expects: "Object",
    async: false,
    key,
    options,
    message: message$1,
    "~run"(dataset, config$1) {
      const input = dataset.value;
      if (input && typeof input === "object") {
        let outputDataset;
        let maxDiscriminatorPriority = 0;
        let invalidDiscriminatorKey = this.key;
        let expectedDiscriminators = [];
        const parseOptions = (variant$1, allKeys) => {
          for (const schema of variant$1.options) {
            if (schema.type === "variant") parseOptions(schema, new Set(allKeys).add(schema.key));
            else {
              let keysAreValid = true;
              let currentPriority = 0;
              for (const currentKey of allKeys) {
                const discriminatorSchema = schema.entries[currentKey];
                if (currentKey in input ? discriminatorSchema["~run"]({
                  typed: false,
                  value: input[currentKey]
                }, ABORT_EARLY_CONFIG).issues : discriminatorSchema.type !== "exact_optional" && discriminatorSchema.type !== "optional" && discriminatorSchema.type !== "nullish") {
                  keysAreValid = false;
                  if (invalidDiscriminatorKey !== currentKey && (maxDiscriminatorPriority < currentPriority || maxDiscriminatorPriority === currentPriority && currentKey in input && !(invalidDiscriminatorKey in input))) {
                    maxDiscriminatorPriority = currentPriority;
                    invalidDiscriminatorKey = currentKey;
                    expectedDiscriminators = [];
                  }
                  if (invalidDiscriminatorKey === currentKey) expectedDiscriminators.push(schema.entries[currentKey].expects);
                  break;
                }
                currentPriority++;
              }
              if (keysAreValid) {
                const optionDataset = schema["~run"]({ value: input }, config$1);
                if (!outputDataset || !outputDataset.typed && optionDataset.typed) outputDataset = optionDataset;
              }
            }
            if (outputDataset && !outputDataset.issues) break;
          }
        };
        parseOptions(this, /* @__PURE__ */ new Set([this.key]));
        if (outputDataset) return outputDataset;
        _addIssue(this, "type", dataset, config$1, {
          input: input[invalidDiscriminatorKey],
          expected: /* @__PURE__ */ _joinExpects(expectedDiscriminators, "|"),
          path: [{
            type: "object",
            origin: "value",
            input,
            key: invalidDiscriminatorKey,
            value: input[invalidDiscriminatorKey]
          }]
        });
      } else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function pipe(...pipe$1) {
  return _standardSchema({
    ...pipe$1[0],
    pipe: pipe$1,
    "~run"(dataset, config$1) {
      for (const item of pipe$1) if (item.kind !== "metadata") {
        if (dataset.issues && (item.kind === "schema" || item.kind === "transformation")) {
          dataset.typed = false;
          break;
        }
        if (!dataset.issues || !config$1.abortEarly && !config$1.abortPipeEarly) dataset = item["~run"](dataset, config$1);
      }
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function safeParse(schema, input, config$1) {
  const dataset = schema["~run"]({ value: input }, /* @__PURE__ */ getGlobalConfig(config$1));
  return {
    typed: dataset.typed,
    success: !dataset.issues,
    output: dataset.value,
    issues: dataset.issues
  };
}

// node_modules/croner/dist/croner.js
function g(s3, e, t, n = 0, r = 0, a = 0, i = 0) {
  let o = s3 >= 0 && s3 < 100, u = Date.UTC(o ? s3 + 400 : s3, e, t, n, r, a, i);
  return o ? u - 126227808e5 : u;
}
function D(s3) {
  return g(s3.y, s3.m - 1, s3.d, s3.h, s3.i, s3.s);
}
function w(s3, e) {
  return s3.y === e.y && s3.m === e.m && s3.d === e.d && s3.h === e.h && s3.i === e.i && s3.s === e.s;
}
function O(s3) {
  let e = s3.substring(9);
  return e.includes("Z") || e.includes("+") || e.includes("-");
}
function Z(s3, e) {
  let t = new Date(Date.parse(s3));
  if (isNaN(t)) throw new Error("Invalid ISO8601 passed to timezone parser.");
  return O(s3) ? { tp: T(t.getUTCFullYear(), t.getUTCMonth() + 1, t.getUTCDate(), t.getUTCHours(), t.getUTCMinutes(), t.getUTCSeconds(), "Etc/UTC"), ms: t.getUTCMilliseconds() } : { tp: T(t.getFullYear(), t.getMonth() + 1, t.getDate(), t.getHours(), t.getMinutes(), t.getSeconds(), e), ms: t.getMilliseconds() };
}
function v(s3, e, t) {
  let { tp: n, ms: r } = Z(s3, e);
  return new Date(N(n, t).getTime() + r);
}
function N(s3, e) {
  let t = _(s3);
  if (t.kind === "single") return t.date;
  if (t.kind === "ambiguous") return t.earlier;
  if (e) throw new Error("Invalid date passed to fromTZ()");
  return t.after;
}
function _(s3) {
  let e = D(s3), t = (i) => R(new Date(i), s3.tz), n = e - t(e), r = y(new Date(n), s3.tz);
  if (w(r, s3)) {
    let i = D(r) - n, o = n - (t(n - E) - i);
    if (o < n && w(y(new Date(o), s3.tz), s3)) return { kind: "ambiguous", earlier: new Date(o), later: new Date(n) };
    let u = n + (i - t(n + E));
    return u > n && w(y(new Date(u), s3.tz), s3) ? { kind: "ambiguous", earlier: new Date(n), later: new Date(u) } : { kind: "single", date: new Date(n) };
  }
  let a = e - (D(r) - n);
  return w(y(new Date(a), s3.tz), s3) ? { kind: "single", date: new Date(a) } : { kind: "gap", before: new Date(Math.min(n, a)), after: new Date(Math.max(n, a)) };
}
var E = 3 * 36e5;
function R(s3, e) {
  return D(y(s3, e)) - (s3.getTime() - s3.getUTCMilliseconds());
}
function k(s3, e, t) {
  let n = R(new Date(s3), t);
  for (; e - s3 > 1e3; ) {
    let r = s3 + Math.floor((e - s3) / 2e3) * 1e3;
    R(new Date(r), t) === n ? s3 = r : e = r;
  }
  return e;
}
function U(s3, e) {
  let t = _(y(new Date(s3), e));
  if (t.kind === "ambiguous") return s3 < t.later.getTime() ? "earlier" : "later";
}
var H = g(1, 0, 1);
var S = 864e5;
var W = /* @__PURE__ */ new Map();
function y(s3, e) {
  if (e === void 0) return T(s3.getFullYear(), s3.getMonth() + 1, s3.getDate(), s3.getHours(), s3.getMinutes(), s3.getSeconds());
  let t = W.get(e), n;
  try {
    t || (t = new Intl.DateTimeFormat("en-US", { timeZone: e, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", hour12: false }), W.set(e, t)), n = t.formatToParts(s3);
  } catch (i) {
    let o = i instanceof Error ? i.message : String(i);
    throw new RangeError(`toTZ: Invalid timezone '${e}' or date. Please provide a valid IANA timezone (e.g., 'America/New_York', 'Europe/Stockholm'). Original error: ${o}`);
  }
  let r = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (let i of n) (i.type === "year" || i.type === "month" || i.type === "day" || i.type === "hour" || i.type === "minute" || i.type === "second") && (r[i.type] = parseInt(i.value, 10));
  if (isNaN(r.year) || isNaN(r.month) || isNaN(r.day) || isNaN(r.hour) || isNaN(r.minute) || isNaN(r.second)) throw new Error(`toTZ: Failed to parse all date components from timezone '${e}'. This may indicate an invalid date or timezone configuration. Parsed components: ${JSON.stringify(r)}`);
  let a = s3.getTime() - H;
  return (a < -S || a < S && r.month === 12) && (r.year = 1 - r.year), r.hour === 24 && (r.hour = 0), { y: r.year, m: r.month, d: r.day, h: r.hour, i: r.minute, s: r.second, tz: e };
}
function T(s3, e, t, n, r, a, i) {
  return { y: s3, m: e, d: t, h: n, i: r, s: a, tz: i };
}
var x = [1, 2, 4, 8, 16];
var C = class s {
  pattern;
  timezone;
  mode;
  alternativeWeekdays;
  sloppyRanges;
  fixedTimeRule;
  second;
  minute;
  hour;
  day;
  month;
  dayOfWeek;
  year;
  lastDayOfMonth;
  lastWeekday;
  nearestWeekdays;
  starDOM;
  starDOW;
  starYear;
  useAndLogic;
  isFixedTime;
  constructor(e, t, n) {
    this.pattern = e, this.timezone = t, this.mode = n?.mode ?? "auto", this.alternativeWeekdays = n?.alternativeWeekdays ?? false, this.sloppyRanges = n?.sloppyRanges ?? false, this.fixedTimeRule = n?.fixedTimeRule ?? "single-value", this.second = Array(60).fill(0), this.minute = Array(60).fill(0), this.hour = Array(24).fill(0), this.day = Array(31).fill(0), this.month = Array(12).fill(0), this.dayOfWeek = Array(7).fill(0), this.year = [], this.lastDayOfMonth = false, this.lastWeekday = false, this.nearestWeekdays = Array(31).fill(0), this.starDOM = false, this.starDOW = false, this.starYear = false, this.useAndLogic = false, this.isFixedTime = false, this.parse();
  }
  parse() {
    if (!(typeof this.pattern == "string" || this.pattern instanceof String)) throw new TypeError("CronPattern: Pattern has to be of type string.");
    this.pattern.indexOf("@") >= 0 && (this.pattern = this.handleNicknames(this.pattern).trim());
    let e = this.pattern.match(/\S+/g) || [""], t = e.length;
    if (e.length < 5 || e.length > 7) throw new TypeError("CronPattern: invalid configuration format ('" + this.pattern + "'), exactly five, six, or seven space separated parts are required.");
    if (this.mode !== "auto") {
      let i;
      switch (this.mode) {
        case "5-part":
          i = 5;
          break;
        case "6-part":
          i = 6;
          break;
        case "7-part":
          i = 7;
          break;
        case "5-or-6-parts":
          i = [5, 6];
          break;
        case "6-or-7-parts":
          i = [6, 7];
          break;
        default:
          i = 0;
      }
      if (!(Array.isArray(i) ? i.includes(t) : t === i)) {
        let u = Array.isArray(i) ? i.join(" or ") : i.toString();
        throw new TypeError(`CronPattern: mode '${this.mode}' requires exactly ${u} parts, but pattern '${this.pattern}' has ${t} parts.`);
      }
    }
    if (e.length === 5 && e.unshift("0"), e.length === 6 && e.push("*"), this.pattern.indexOf("?") >= 0) for (let i = 0; i < e.length; i++) e[i] = e[i].replace(/\?/g, "*");
    if (e[3].toUpperCase() === "LW") this.lastWeekday = true, e[3] = "";
    else if (e[3].toUpperCase().indexOf("L") >= 0) {
      let i = e[3].split(",");
      if (i.length > 1 && i.some((o) => o.toUpperCase() === "LW")) throw new TypeError(`CronPattern: Syntax error, LW can not be in a list in day-of-month ('${e[3]}').`);
      if (i.some((o) => o === "" || o.toUpperCase() !== "L" && /l/i.test(o))) throw new TypeError("CronPattern: Syntax error, L has to be a value of its own in day-of-month ('" + e[3] + "').");
      e[3] = i.filter((o) => o.toUpperCase() !== "L").join(","), this.lastDayOfMonth = true;
    }
    if (e[3] == "*" && (this.starDOM = true), e[6] == "*" && (this.starYear = true), e[4].length >= 3 && (e[4] = this.replaceAlpha(e[4], s.MONTH_NAMES)), e[5].length >= 3 && (e[5] = this.alternativeWeekdays ? this.replaceAlpha(e[5], s.DAY_NAMES_QUARTZ) : this.replaceAlpha(e[5], s.DAY_NAMES)), e[5].startsWith("+") && (this.useAndLogic = true, e[5] = e[5].substring(1), e[5] === "")) throw new TypeError("CronPattern: Day-of-week field cannot be empty after '+' modifier.");
    switch (e[5] == "*" && (this.starDOW = true), this.mode) {
      case "5-part":
        e[0] = "0", e[6] = "*";
        break;
      case "6-part":
        e[6] = "*";
        break;
      case "5-or-6-parts":
        e[6] = "*";
        break;
      case "6-or-7-parts":
        break;
      case "7-part":
      case "auto":
        break;
    }
    this.throwAtIllegalCharacters(e), this.partToArray("second", e[0], 0, 1), this.partToArray("minute", e[1], 0, 1), this.partToArray("hour", e[2], 0, 1), this.partToArray("day", e[3], -1, 1), this.partToArray("month", e[4], -1, 1);
    let n = this.alternativeWeekdays ? -1 : 0;
    this.partToArray("dayOfWeek", e[5], n, 63), e[6] === "*" ? this.year = Array(1e4).fill(1) : (this.year = Array(1e4).fill(0), this.partToArray("year", e[6], 0, 1)), !this.alternativeWeekdays && this.dayOfWeek[7] && (this.dayOfWeek[0] = this.dayOfWeek[7]);
    let r = this.fixedTimeRule === "single-value", a = (i, o) => !i.includes("*") && !i.includes("/") && (!r || o.filter((u) => u).length === 1);
    this.isFixedTime = a(e[0], this.second) && a(e[1], this.minute) && a(e[2], this.hour);
  }
  partToArray(e, t, n, r) {
    let a = this[e];
    if (t === "" && !(e === "day" && (this.lastDayOfMonth || this.lastWeekday))) throw new TypeError("CronPattern: configuration entry " + e + " (" + t + ") is empty, check for trailing spaces.");
    if (t === "*") return a.fill(r);
    let i = t.split(",");
    if (i.length > 1) for (let o of i) this.partToArray(e, o, n, r);
    else t.includes("-") && t.includes("/") ? this.handleRangeWithStepping(t, e, n, r) : t.includes("-") ? this.handleRange(t, e, n, r) : t.includes("/") ? this.handleStepping(t, e, n, r) : t !== "" && this.handleNumber(t, e, n, r);
  }
  throwAtIllegalCharacters(e) {
    for (let t = 0; t < e.length; t++) if ((t === 3 ? /[^/*0-9,\-WwLl]+/ : t === 5 ? /[^/*0-9,\-#Ll]+/ : /[^/*0-9,\-]+/).test(e[t])) throw new TypeError("CronPattern: configuration entry " + t + " (" + e[t] + ") contains illegal characters.");
  }
  handleNumber(e, t, n, r) {
    let a = this.extractNth(e, t), i = e.toUpperCase().includes("W");
    if (t !== "day" && i) throw new TypeError("CronPattern: Nearest weekday modifier (W) only allowed in day-of-month.");
    i && (t = "nearestWeekdays");
    let o = i ? a[0].replace(/W$/i, "") : a[0], u = s.toNumber(o) + n;
    if (isNaN(u)) throw new TypeError("CronPattern: " + t + " is not a number: '" + e + "'");
    this.setPart(t, u, a[1] || r);
  }
  setPart(e, t, n) {
    if (!Object.prototype.hasOwnProperty.call(this, e)) throw new TypeError("CronPattern: Invalid part specified: " + e);
    if (e === "dayOfWeek") {
      if (t === 7 && (t = 0), t < 0 || t > 6) throw new RangeError("CronPattern: Invalid value for dayOfWeek: " + t);
      this.setNthWeekdayOfMonth(t, n);
      return;
    }
    if (e === "second" || e === "minute") {
      if (t < 0 || t >= 60) throw new RangeError("CronPattern: Invalid value for " + e + ": " + t);
    } else if (e === "hour") {
      if (t < 0 || t >= 24) throw new RangeError("CronPattern: Invalid value for " + e + ": " + t);
    } else if (e === "day" || e === "nearestWeekdays") {
      if (t < 0 || t >= 31) throw new RangeError("CronPattern: Invalid value for " + e + ": " + t);
    } else if (e === "month") {
      if (t < 0 || t >= 12) throw new RangeError("CronPattern: Invalid value for " + e + ": " + t);
    } else if (e === "year" && (t < 1 || t >= 1e4)) throw new RangeError("CronPattern: Invalid value for " + e + ": " + t + " (supported range: 1-9999)");
    this[e][t] = n;
  }
  static toNumber(e) {
    return /^\d+$/.test(e) ? parseInt(e, 10) : NaN;
  }
  validateNotNaN(e, t) {
    if (isNaN(e)) throw new TypeError(t);
  }
  validateRange(e, t, n, r, a) {
    if (e > t) throw new TypeError("CronPattern: From value is larger than to value: '" + a + "'");
    if (n !== void 0) {
      if (n === 0) throw new TypeError("CronPattern: Syntax error, illegal stepping: 0");
      if (n > this[r].length) throw new TypeError("CronPattern: Syntax error, steps cannot be greater than maximum value of part (" + this[r].length + ")");
    }
  }
  handleRangeWithStepping(e, t, n, r) {
    if (e.toUpperCase().includes("W")) throw new TypeError("CronPattern: Syntax error, W is not allowed in ranges with stepping.");
    let a = this.extractNth(e, t), i = a[0].match(/^(\d+)-(\d+)\/(\d+)$/);
    if (i === null) throw new TypeError("CronPattern: Syntax error, illegal range with stepping: '" + e + "'");
    let [, o, u, l] = i, h = parseInt(o, 10) + n, m = parseInt(u, 10) + n, d = parseInt(l, 10);
    this.validateNotNaN(h, "CronPattern: Syntax error, illegal lower range (NaN)"), this.validateNotNaN(m, "CronPattern: Syntax error, illegal upper range (NaN)"), this.validateNotNaN(d, "CronPattern: Syntax error, illegal stepping: (NaN)"), this.validateRange(h, m, d, t, e);
    for (let p = h; p <= m; p += d) this.setPart(t, p, a[1] || r);
  }
  extractNth(e, t) {
    let n = e, r;
    if (n.includes("#")) {
      if (t !== "dayOfWeek") throw new Error("CronPattern: nth (#) only allowed in day-of-week field");
      let a = n.split("#");
      if (a.length !== 2 || a[1] === "") throw new TypeError("CronPattern: Syntax error, illegal nth weekday: '" + e + "'");
      n = a[0], r = a[1];
    } else if (n.toUpperCase().endsWith("L")) {
      if (t !== "dayOfWeek") throw new Error("CronPattern: L modifier only allowed in day-of-week field (use L alone for day-of-month)");
      r = "L", n = n.slice(0, -1);
    }
    return [n, r];
  }
  handleRange(e, t, n, r) {
    if (e.toUpperCase().includes("W")) throw new TypeError("CronPattern: Syntax error, W is not allowed in a range.");
    let a = this.extractNth(e, t), i = a[0].split("-");
    if (i.length !== 2) throw new TypeError("CronPattern: Syntax error, illegal range: '" + e + "'");
    let o = s.toNumber(i[0]) + n, u = s.toNumber(i[1]) + n;
    this.validateNotNaN(o, "CronPattern: Syntax error, illegal lower range (NaN)"), this.validateNotNaN(u, "CronPattern: Syntax error, illegal upper range (NaN)"), this.validateRange(o, u, void 0, t, e);
    for (let l = o; l <= u; l++) this.setPart(t, l, a[1] || r);
  }
  handleStepping(e, t, n, r) {
    if (e.toUpperCase().includes("W")) throw new TypeError("CronPattern: Syntax error, W is not allowed in parts with stepping.");
    let a = this.extractNth(e, t), i = a[0].split("/");
    if (i.length !== 2) throw new TypeError("CronPattern: Syntax error, illegal stepping: '" + e + "'");
    if (this.sloppyRanges) i[0] === "" && (i[0] = "*");
    else {
      if (i[0] === "") throw new TypeError("CronPattern: Syntax error, stepping with missing prefix ('" + e + "') is not allowed. Use wildcard (*/step) or range (min-max/step) instead.");
      if (i[0] !== "*") throw new TypeError("CronPattern: Syntax error, stepping with numeric prefix ('" + e + "') is not allowed. Use wildcard (*/step) or range (min-max/step) instead.");
    }
    let o = 0;
    i[0] !== "*" && (o = s.toNumber(i[0]) + n, this.validateNotNaN(o, "CronPattern: Syntax error, illegal stepping start (NaN)"));
    let u = s.toNumber(i[1]);
    this.validateNotNaN(u, "CronPattern: Syntax error, illegal stepping: (NaN)"), this.validateRange(0, this[t].length - 1, u, t, e);
    for (let l = o; l < this[t].length; l += u) t === "year" && l === 0 || this.setPart(t, l, a[1] || r);
  }
  replaceAlpha(e, t) {
    let n = e;
    for (let [r, a] of Object.entries(t)) n = n.replace(new RegExp(r, "gi"), (i, o, u) => {
      let l = o + i.length - 3, h = u.charAt(l - 1), m = u.charAt(l + 3);
      if (/[a-z\d/#]/i.test(h) || /[a-km-z\d]/i.test(m)) throw new TypeError(`CronPattern: Syntax error, a month or day name has to stand alone ('${e}').`);
      return a;
    });
    return n;
  }
  static DAY_NAMES = { "-sun": "-7", sun: "0", mon: "1", tue: "2", wed: "3", thu: "4", fri: "5", sat: "6" };
  static DAY_NAMES_QUARTZ = { sun: "1", mon: "2", tue: "3", wed: "4", thu: "5", fri: "6", sat: "7" };
  static MONTH_NAMES = { jan: "1", feb: "2", mar: "3", apr: "4", may: "5", jun: "6", jul: "7", aug: "8", sep: "9", oct: "10", nov: "11", dec: "12" };
  static NICKNAME_MAP = { "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * SUN", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *" };
  handleNicknames(e) {
    let t = e.trim().toLowerCase();
    if (t === "@reboot") throw new TypeError("CronPattern: @reboot is not supported in this environment. This is an event-based trigger that requires system startup detection.");
    return s.NICKNAME_MAP[t] || e;
  }
  setNthWeekdayOfMonth(e, t) {
    if (typeof t != "number" && t.toUpperCase() === "L") this.dayOfWeek[e] = this.dayOfWeek[e] | 32;
    else if (t === 63) this.dayOfWeek[e] = 63;
    else if (t < 6 && t > 0) this.dayOfWeek[e] = this.dayOfWeek[e] | x[t - 1];
    else throw new TypeError(`CronPattern: nth weekday out of range, should be 1-5 or L. Value: ${t}, Type: ${typeof t}`);
  }
};
var B = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
var f = [["month", "year", 0], ["day", "month", -1], ["hour", "day", 0], ["minute", "hour", 0], ["second", "minute", 0]];
var c = class s2 {
  tz;
  instantMs;
  instantFields;
  ms;
  second;
  minute;
  hour;
  day;
  month;
  year;
  constructor(e, t) {
    if (this.tz = t, e && e instanceof Date) if (!isNaN(e)) this.fromDate(e);
    else throw new TypeError("CronDate: Invalid date passed to CronDate constructor");
    else if (e == null) this.fromDate(/* @__PURE__ */ new Date());
    else if (e && typeof e == "string") this.fromString(e);
    else if (e instanceof s2) this.fromCronDate(e);
    else throw new TypeError("CronDate: Invalid type (" + typeof e + ") passed to CronDate constructor");
  }
  getLastDayOfMonth(e, t) {
    return t !== 1 ? B[t] : new Date(g(e, t + 1, 0)).getUTCDate();
  }
  getLastWeekday(e, t) {
    let n = this.getLastDayOfMonth(e, t), a = new Date(g(e, t, n)).getUTCDay();
    return a === 0 ? n - 2 : a === 6 ? n - 1 : n;
  }
  getNearestWeekday(e, t, n) {
    let r = this.getLastDayOfMonth(e, t);
    if (n > r) return -1;
    let i = new Date(g(e, t, n)).getUTCDay();
    return i === 0 ? n === r ? n - 2 : n + 1 : i === 6 ? n === 1 ? n + 2 : n - 1 : n;
  }
  isNthWeekdayOfMonth(e, t, n, r) {
    let i = new Date(g(e, t, n)).getUTCDay(), o = 0;
    for (let u = 1; u <= n; u++) new Date(g(e, t, u)).getUTCDay() === i && o++;
    if (r & 63 && x[o - 1] & r) return true;
    if (r & 32) {
      let u = this.getLastDayOfMonth(e, t);
      for (let l = n + 1; l <= u; l++) if (new Date(g(e, t, l)).getUTCDay() === i) return false;
      return true;
    }
    return false;
  }
  fromDate(e) {
    if (this.tz !== void 0) if (typeof this.tz == "number") this.ms = e.getUTCMilliseconds(), this.second = e.getUTCSeconds(), this.minute = e.getUTCMinutes() + this.tz, this.hour = e.getUTCHours(), this.day = e.getUTCDate(), this.month = e.getUTCMonth(), this.year = e.getUTCFullYear(), this.apply();
    else try {
      let t = y(e, this.tz);
      this.ms = e.getMilliseconds(), this.second = t.s, this.minute = t.i, this.hour = t.h, this.day = t.d, this.month = t.m - 1, this.year = t.y, this.cacheInstant(e.getTime() - this.ms);
    } catch (t) {
      let n = t instanceof Error ? t.message : String(t);
      throw new TypeError(`CronDate: Failed to convert date to timezone '${this.tz}'. This may happen with invalid timezone names or dates. Original error: ${n}`);
    }
    else this.ms = e.getMilliseconds(), this.second = e.getSeconds(), this.minute = e.getMinutes(), this.hour = e.getHours(), this.day = e.getDate(), this.month = e.getMonth(), this.year = e.getFullYear(), this.cacheInstant(e.getTime() - this.ms);
  }
  cacheInstant(e) {
    this.instantMs = e;
    let { year: t, month: n, day: r, hour: a, minute: i, second: o } = this;
    this.instantFields = [t, n, r, a, i, o, this.tz];
  }
  cachedInstant() {
    let e = this.instantFields;
    if (!(e === void 0 || e[6] !== this.tz) && !(e[5] !== this.second || e[4] !== this.minute || e[3] !== this.hour) && !(e[2] !== this.day || e[1] !== this.month || e[0] !== this.year)) return this.instantMs;
  }
  fromCronDate(e) {
    this.tz = e.tz, this.year = e.year, this.month = e.month, this.day = e.day, this.hour = e.hour, this.minute = e.minute, this.second = e.second, this.ms = e.ms, this.instantMs = e.instantMs, this.instantFields = e.instantFields;
  }
  apply() {
    if (this.month > 11 || this.month < 0 || this.day > this.getLastDayOfMonth(this.year, this.month) || this.day < 1 || this.hour > 23 || this.minute > 59 || this.second > 59 || this.hour < 0 || this.minute < 0 || this.second < 0) {
      let e = /* @__PURE__ */ new Date(0);
      return e.setUTCFullYear(this.year, this.month, this.day), e.setUTCHours(this.hour, this.minute, this.second, this.ms), this.ms = e.getUTCMilliseconds(), this.second = e.getUTCSeconds(), this.minute = e.getUTCMinutes(), this.hour = e.getUTCHours(), this.day = e.getUTCDate(), this.month = e.getUTCMonth(), this.year = e.getUTCFullYear(), true;
    } else return false;
  }
  fromString(e) {
    if (typeof this.tz == "number") {
      if (O(e)) return this.fromDate(v(e));
      let t = v(e, "Etc/UTC");
      this.ms = t.getUTCMilliseconds(), this.second = t.getUTCSeconds(), this.minute = t.getUTCMinutes(), this.hour = t.getUTCHours(), this.day = t.getUTCDate(), this.month = t.getUTCMonth(), this.year = t.getUTCFullYear(), this.apply();
    } else return this.fromDate(v(e, this.tz));
  }
  findNext(e, t, n, r) {
    return this._findMatch(e, t, n, r, 1);
  }
  _matchDayValue(e, t, n, r) {
    let a = e;
    if (!a) {
      for (let i = 0; i < n.nearestWeekdays.length; i++) if (n.nearestWeekdays[i]) {
        let o = this.getNearestWeekday(this.year, this.month, i + 1);
        if (o !== -1 && o === t) {
          a = 1;
          break;
        }
      }
    }
    if (n.lastWeekday) {
      let i = this.getLastWeekday(this.year, this.month);
      t === i && (a = 1);
    }
    if (n.lastDayOfMonth) {
      let i = this.getLastDayOfMonth(this.year, this.month);
      t === i && (a = 1);
    }
    if (!n.starDOW) {
      let i = new Date(g(this.year, this.month, 1, 0, 0, 0, 0)).getUTCDay(), o = n.dayOfWeek[(i + (t - 1)) % 7];
      o && o & 63 && (o = this.isNthWeekdayOfMonth(this.year, this.month, t, o) ? 1 : 0), n.useAndLogic ? a = a && o : !r.domAndDow && !n.starDOM ? a = a || o : a = a && o;
    }
    return a;
  }
  _findMatch(e, t, n, r, a) {
    let i = this[t], o = t === "day" ? this.getLastDayOfMonth(this.year, this.month) : 0, u = this[t] + r, l = a === 1 ? (h) => h < n[t].length : (h) => h >= 0;
    for (let h = u; l(h); h += a) {
      let m = n[t][h];
      if (t === "day") {
        if (h - r > o) continue;
        m = this._matchDayValue(m, h - r, n, e);
      }
      if (m) return this[t] = h - r, i !== this[t] ? 2 : 1;
    }
    return 3;
  }
  recurse(e, t, n) {
    let r = this.year, a = n;
    for (; typeof a == "number"; ) {
      if (e.starYear && Math.abs(this.year - r) > 400) return null;
      a = this.recurseStep(e, t, a);
    }
    return a;
  }
  recurseStep(e, t, n) {
    if (n === 0 && !e.starYear) {
      if (this.year >= 0 && this.year < e.year.length && e.year[this.year] === 0) {
        let a = -1;
        for (let i = this.year + 1; i < e.year.length && i < 1e4; i++) if (e.year[i] === 1) {
          a = i;
          break;
        }
        if (a === -1) return null;
        this.year = a, this.month = 0, this.day = 1, this.hour = 0, this.minute = 0, this.second = 0, this.ms = 0;
      }
      if (this.year >= 1e4) return null;
    }
    let r = this.findNext(t, f[n][0], e, f[n][2]);
    if (r > 1) {
      let a = n + 1;
      for (; a < f.length; ) this[f[a][0]] = -f[a][2], a++;
      if (r === 3) {
        if (this[f[n][1]]++, this[f[n][0]] = -f[n][2], this.apply(), n === 0 && !e.starYear) {
          for (; this.year >= 0 && this.year < e.year.length && e.year[this.year] === 0 && this.year < 1e4; ) this.year++;
          if (this.year >= 1e4 || this.year >= e.year.length) return null;
        }
        return 0;
      } else if (this.apply()) return n - 1;
    }
    return n += 1, n >= f.length ? this : (e.starYear ? this.year >= 3e3 : this.year >= 1e4) ? null : n;
  }
  increment(e, t, n) {
    return this.instantMs = void 0, this.instantFields = void 0, this.second += t.interval !== void 0 && t.interval > 1 && n ? t.interval : 1, this.ms = 0, this.apply(), this.recurse(e, t, 0);
  }
  decrement(e, t, n = true) {
    this.instantMs = void 0, this.instantFields = void 0;
    let r = t.interval !== void 0 && t.interval >= 1;
    return (this.ms === 0 || r) && (this.second -= r && n ? t.interval : 1), this.ms = 0, this.apply(), this.year < 1 ? null : this.recurseBackward(e, t, 0);
  }
  recurseBackward(e, t, n) {
    let r = this.year, a = n;
    for (; typeof a == "number"; ) {
      if (e.starYear && Math.abs(this.year - r) > 400) return null;
      a = this.recurseBackwardStep(e, t, a);
    }
    return a;
  }
  recurseBackwardStep(e, t, n) {
    if (n === 0 && !e.starYear) {
      if (this.year >= 0 && this.year < e.year.length && e.year[this.year] === 0) {
        let a = -1;
        for (let i = this.year - 1; i >= 0; i--) if (e.year[i] === 1) {
          a = i;
          break;
        }
        if (a === -1) return null;
        this.year = a, this.month = 11, this.day = 31, this.hour = 23, this.minute = 59, this.second = 59, this.ms = 0;
      }
      if (this.year < 1) return null;
    }
    let r = this.findPrevious(t, f[n][0], e, f[n][2]);
    if (r > 1) {
      let a = n + 1;
      for (; a < f.length; ) {
        let i = f[a][0], o = f[a][2], u = this.getMaxPatternValue(i, e, o);
        this[i] = u, a++;
      }
      if (r === 3) {
        if (this[f[n][1]]--, n === 0) {
          let u = this.getLastDayOfMonth(this.year, this.month);
          this.day > u && (this.day = u);
        }
        if (n === 1) if (this.day <= 0) this.day = 1;
        else {
          let u = this.year, l = this.month;
          for (; l < 0; ) l += 12, u--;
          for (; l > 11; ) l -= 12, u++;
          let h = this.getLastDayOfMonth(u, l);
          this.day > h && (this.day = h);
        }
        this.apply();
        let i = f[n][0], o = f[n][2];
        if (this[i] = this.getMaxPatternValue(i, e, o), this.apply(), n === 0) {
          let u = f[1][2], l = this.getMaxPatternValue("day", e, u);
          l !== this.day && (this.day = l, this.hour = this.getMaxPatternValue("hour", e, f[2][2]), this.minute = this.getMaxPatternValue("minute", e, f[3][2]), this.second = this.getMaxPatternValue("second", e, f[4][2]));
        }
        if (n === 0 && !e.starYear) {
          for (; this.year >= 0 && this.year < e.year.length && e.year[this.year] === 0; ) this.year--;
          if (this.year < 1) return null;
        }
        return 0;
      } else if (this.apply()) return n - 1;
    }
    return n += 1, n >= f.length ? this : this.year < 1 ? null : n;
  }
  getMaxPatternValue(e, t, n) {
    let r = t[e].length - 1 - n;
    for (let a = t[e].length - 1; a >= 0; a--) if (t[e][a]) {
      r = a - n;
      break;
    }
    if (e === "day") {
      let a = this.getLastDayOfMonth(this.year, this.month);
      return t.lastWeekday || t.nearestWeekdays.some((i) => i) || t.lastDayOfMonth || !t.starDOW ? a : Math.min(r, a);
    }
    return r;
  }
  findPrevious(e, t, n, r) {
    return this._findMatch(e, t, n, r, -1);
  }
  getDate(e) {
    if (!e && typeof this.tz != "number") {
      let t = this.cachedInstant();
      if (t !== void 0) return new Date(t + (this.tz === void 0 ? this.ms : 0));
    }
    if (e || this.tz === void 0) {
      if (this.year >= 0 && this.year < 100) {
        let t = /* @__PURE__ */ new Date(0);
        return t.setFullYear(this.year, this.month, this.day), t.setHours(this.hour, this.minute, this.second, this.ms), t;
      }
      return new Date(this.year, this.month, this.day, this.hour, this.minute, this.second, this.ms);
    } else return typeof this.tz == "number" ? new Date(g(this.year, this.month, this.day, this.hour, this.minute - this.tz, this.second, this.ms)) : N(T(this.year, this.month + 1, this.day, this.hour, this.minute, this.second, this.tz), false);
  }
  getTime() {
    return this.getDate(false).getTime();
  }
  match(e, t) {
    if (!e.starYear && (this.year < 0 || this.year >= e.year.length || e.year[this.year] === 0)) return false;
    for (let n = 0; n < f.length; n++) {
      let r = f[n][0], a = f[n][2], i = this[r];
      if (i + a < 0 || i + a >= e[r].length) return false;
      let o = e[r][i + a];
      if (r === "day" && (o = this._matchDayValue(o, i, e, t)), !o) return false;
    }
    return true;
  }
};
function F(s3) {
  s3 === void 0 && (s3 = {}), delete s3.name, s3.legacyMode !== void 0 && s3.domAndDow === void 0 ? s3.domAndDow = !s3.legacyMode : s3.domAndDow === void 0 && (s3.domAndDow = false), s3.legacyMode = !s3.domAndDow;
  let e = (n, r) => n === void 0 ? r : n;
  if (s3.paused = e(s3.paused, false), s3.maxRuns = e(s3.maxRuns, 1 / 0), s3.catch = e(s3.catch, false), s3.unref = e(s3.unref, false), s3.mode = e(s3.mode, "auto"), s3.alternativeWeekdays = e(s3.alternativeWeekdays, false), s3.sloppyRanges = e(s3.sloppyRanges, false), s3.fixedTimeRule = e(s3.fixedTimeRule, "single-value"), s3.allowPast = e(s3.allowPast, false), s3.interval = s3.interval === void 0 ? 0 : parseInt(s3.interval.toString(), 10), s3.utcOffset = s3.utcOffset === void 0 ? void 0 : parseInt(s3.utcOffset.toString(), 10), s3.dayOffset = s3.dayOffset === void 0 ? 0 : parseInt(s3.dayOffset.toString(), 10), !["auto", "5-part", "6-part", "7-part", "5-or-6-parts", "6-or-7-parts"].includes(s3.mode)) throw new Error("CronOptions: mode must be one of 'auto', '5-part', '6-part', '7-part', '5-or-6-parts', or '6-or-7-parts'.");
  if (!["single-value", "no-wildcard"].includes(s3.fixedTimeRule)) throw new Error("CronOptions: fixedTimeRule must be one of 'single-value' or 'no-wildcard'.");
  s3.timezone === "" && (s3.timezone = void 0);
  let t = s3.timezone ?? s3.utcOffset;
  if (s3.startAt && (s3.startAt = I(new c(s3.startAt, t))), s3.stopAt && (s3.stopAt = I(new c(s3.stopAt, t))), s3.interval !== null) {
    if (isNaN(s3.interval)) throw new Error("CronOptions: Supplied value for interval is not a number");
    if (s3.interval < 0) throw new Error("CronOptions: Supplied value for interval can not be negative");
  }
  if (s3.utcOffset !== void 0) {
    if (isNaN(s3.utcOffset)) throw new Error("CronOptions: Invalid value passed for utcOffset, should be number representing minutes offset from UTC.");
    if (s3.utcOffset < -870 || s3.utcOffset > 870) throw new Error("CronOptions: utcOffset out of bounds.");
    if (s3.utcOffset !== void 0 && s3.timezone) throw new Error("CronOptions: Combining 'utcOffset' with 'timezone' is not allowed.");
  }
  if (s3.unref !== true && s3.unref !== false) throw new Error("CronOptions: Unref should be either true, false or undefined(false).");
  if (s3.dayOffset !== void 0 && s3.dayOffset !== 0 && isNaN(s3.dayOffset)) throw new Error("CronOptions: Invalid value passed for dayOffset, should be a number representing days to offset.");
  return s3;
}
function I(s3) {
  return s3.ms ? (s3.ms = 0, new c(new Date(s3.getTime() + 1e3), s3.tz)) : s3;
}
function b(s3) {
  return typeof s3 == "function";
}
function L(s3) {
  return b(s3);
}
function Y(s3) {
  typeof Deno < "u" && typeof Deno.unrefTimer < "u" ? Deno.unrefTimer(s3) : s3 && typeof s3.unref < "u" && s3.unref();
}
var P = 1440 * 60 * 1e3;
var $ = 30 * 1e3;
var M = [];
var j = class {
  name;
  options;
  _states;
  fn;
  _startAtRoundingMs = 0;
  getTz() {
    return this.options.timezone ?? this.options.utcOffset;
  }
  applyDayOffset(e) {
    let t = this._offsetMs();
    return t ? new Date(e.getTime() + t) : e;
  }
  _offsetMs() {
    return (this.options.dayOffset ?? 0) * P;
  }
  get _startAt() {
    return this.options.startAt;
  }
  get _stopAt() {
    return this.options.stopAt;
  }
  _nextTarget(e, t) {
    let n = this._offsetMs(), r = this._next(this._shift(e), new Date(t.getTime() - n), { startAt: this._shift(this._startAt), stopAt: this._shift(this._stopAt) });
    return r ? this.applyDayOffset(r.getDate(false)) : null;
  }
  _previousTarget(e, t) {
    let n = this._toMs(e ?? t) - this._offsetMs(), r = this._previous(new Date(n), { startAt: this._shift(this._startAt), stopAt: this._shift(this._stopAt) });
    return r ? this.applyDayOffset(r.getDate(false)) : null;
  }
  _shift(e) {
    if (e != null) return new c(new Date(this._toMs(e) - this._offsetMs()), this.getTz());
  }
  constructor(e, t, n) {
    let r, a;
    if (b(t)) a = t;
    else if (typeof t == "object") r = t;
    else if (t !== void 0) throw new Error("Cron: Invalid argument passed for optionsIn. Should be one of function, or object (options).");
    if (b(n)) a = n;
    else if (typeof n == "object") r = n;
    else if (n !== void 0) throw new Error("Cron: Invalid argument passed for funcIn. Should be one of function, or object (options).");
    this.name = r?.name;
    let i = r?.startAt;
    this.options = F(r), i && this._startAt && (this._startAtRoundingMs = this._startAt.getTime() - new c(i, this.getTz()).getTime());
    let o = !!e && (e instanceof Date || typeof e == "string" && e.indexOf(":") > 0);
    if (this._states = { kill: false, blocking: false, previousRun: void 0, currentRun: void 0, once: void 0, currentTimeout: void 0, maxRuns: r ? r.maxRuns : void 0, paused: r ? r.paused : false, pattern: o ? new C("* * * * *", void 0, { mode: "auto" }) : new C(e, this.options.timezone, { mode: this.options.mode, alternativeWeekdays: this.options.alternativeWeekdays, sloppyRanges: this.options.sloppyRanges, fixedTimeRule: this.options.fixedTimeRule }) }, o && (this._states.once = new c(e, this.getTz())), this.name) {
      if (M.find((l) => l.name === this.name)) throw new Error("Cron: Tried to initialize new named job '" + this.name + "', but name already taken.");
      M.push(this);
    }
    return a !== void 0 && L(a) && (this.fn = a, this.schedule()), this;
  }
  nextRun(e) {
    return this._nextTarget(e, /* @__PURE__ */ new Date());
  }
  nextRuns(e, t) {
    this._states.maxRuns !== void 0 && e > this._states.maxRuns && (e = this._states.maxRuns);
    let n = t || this._states.currentRun || void 0;
    return this._enumerateRuns(e, n, "next");
  }
  previousRuns(e, t) {
    return this._enumerateRuns(e, t || void 0, "previous");
  }
  enumerate(e) {
    return new A(this, e);
  }
  _enumerateRuns(e, t, n) {
    let r = [], a = /* @__PURE__ */ new Date(), i = t;
    for (; e-- > 0; ) {
      let o = n === "next" ? this._nextTarget(i, a) : this._previousTarget(i, a);
      if (!o) break;
      r.push(o), i = o;
    }
    return r;
  }
  match(e) {
    if (this._states.once) {
      let n = new c(e, this.getTz());
      n.ms = 0;
      let r = new c(this._states.once, this.getTz());
      return r.ms = 0, n.getTime() === r.getTime();
    }
    let t = new c(e, this.getTz());
    return t.ms = 0, t.match(this._states.pattern, this.options);
  }
  getPattern() {
    if (!this._states.once) return this._states.pattern ? this._states.pattern.pattern : void 0;
  }
  getOnce() {
    return this._states.once ? this._states.once.getDate() : null;
  }
  isRunning() {
    return !this._states.paused && !this._states.kill && this.fn !== void 0 && this._nextTarget(this._states.currentRun, /* @__PURE__ */ new Date()) !== null;
  }
  isStopped() {
    return this._states.kill;
  }
  isBusy() {
    return this._states.blocking;
  }
  currentRun() {
    return this._states.currentRun ? this._states.currentRun.getDate() : null;
  }
  previousRun() {
    return this._states.previousRun ? this._states.previousRun.getDate() : null;
  }
  msToNext(e) {
    let t = /* @__PURE__ */ new Date(), n = this._nextTarget(e, t);
    return n ? n.getTime() - this._toMs(e ?? t) : null;
  }
  stop() {
    this._states.kill = true, this._states.currentTimeout && clearTimeout(this._states.currentTimeout);
    let e = M.indexOf(this);
    e >= 0 && M.splice(e, 1);
  }
  pause() {
    return this._states.paused = true, !this._states.kill;
  }
  resume() {
    return this._states.paused = false, !this._states.kill;
  }
  schedule(e) {
    return this._schedule(e);
  }
  _schedule(e, t) {
    if (e && this.fn) throw new Error("Cron: It is not allowed to schedule two functions using the same Croner instance.");
    e && (this.fn = e);
    let n = t ?? /* @__PURE__ */ new Date(), r = this._nextTarget(void 0, n), a = r ? r.getTime() - n.getTime() : null, i = this._states.currentRun;
    i && i.getTime() > n.getTime() && (i = void 0);
    let o = this._nextTarget(i, n);
    return a === null || isNaN(a) || o === null ? this : (a > $ && (a = $), a < 0 && (a = this._states.paused ? 1e3 : 0), this._states.currentTimeout = setTimeout(() => this._checkTrigger(o), a), this._states.currentTimeout && this.options.unref && Y(this._states.currentTimeout), this);
  }
  async _trigger(e = /* @__PURE__ */ new Date()) {
    this._states.blocking = true, this._states.currentRun = new c(e, this.getTz());
    try {
      if (this.options.catch) try {
        this.fn !== void 0 && await this.fn(this, this.options.context);
      } catch (t) {
        if (b(this.options.catch)) try {
          Promise.resolve(this.options.catch(t, this)).catch(() => {
          });
        } catch {
        }
      }
      else this.fn !== void 0 && await this.fn(this, this.options.context);
    } finally {
      this._states.previousRun = new c(e, this.getTz()), this._states.blocking = false;
    }
  }
  async trigger() {
    await this._trigger();
  }
  runsLeft() {
    return this._states.maxRuns;
  }
  _checkTrigger(e) {
    let t = /* @__PURE__ */ new Date(), n = !this._states.paused && t.getTime() >= e.getTime(), r = this._states.blocking && this.options.protect;
    n && !r ? (this._states.maxRuns !== void 0 && this._states.maxRuns--, this._trigger(t)) : n && r && b(this.options.protect) && setTimeout(() => this.options.protect(this), 0), this._schedule(void 0, n ? void 0 : t);
  }
  _next(e, t, n) {
    let r = n ? n.startAt : this._startAt, a = n ? n.stopAt : this._stopAt, i = !!e, o = !!(e || this._states.currentRun), u = false;
    !e && r && this.options.interval && (e = this._calculatePreviousRun(r, t), e && (o = true), u = !e);
    let l = e ?? t ?? /* @__PURE__ */ new Date(), h = this._toMs(l);
    e = new c(l, this.getTz()), r && h < r.getTime() && (e = u ? r : new c(new Date(r.getTime() - 1e3), this.getTz()), h = e.getTime());
    let m = this._states.once || new c(e, this.getTz());
    if (!u && m !== this._states.once && (m = this._findOccurrence(e, h, 1, o)), this._states.once) {
      let d = this._states.once.getTime(), p = h - d;
      if (r && d < r.getTime() - this._startAtRoundingMs || this._states.currentRun && this.applyDayOffset(this._states.once.getDate()).getTime() <= this._states.currentRun.getTime() || (i ? p >= 0 : p > 1e3 && !this.options.allowPast)) return null;
    }
    return m === null || this._states.maxRuns !== void 0 && this._states.maxRuns <= 0 || this._states.kill || a && m.getTime() >= a.getTime() ? null : m;
  }
  _previous(e, t) {
    let n = this._toMs(e ?? /* @__PURE__ */ new Date());
    if (t.stopAt && n > t.stopAt.getTime() && (n = t.stopAt.getTime()), this._states.once) return this._states.once.getTime() < n ? this._states.once : null;
    let r = this._findOccurrence(new c(new Date(n), this.getTz()), n, -1);
    return r === null || t.startAt && r.getTime() < t.startAt.getTime() ? null : r;
  }
  _toMs(e) {
    if (e instanceof Date) return e.getTime();
    let t = new c(e, this.getTz());
    return t.getTime() + (typeof t.tz == "string" ? t.ms : 0);
  }
  _findOccurrence(e, t, n, r = false) {
    let a = this.options.interval ?? 0;
    if (a > 1 && (n === -1 || r)) {
      t += (a - 1) * 1e3 * n;
      let m = new Date(t);
      if (isNaN(m.getTime()) || (e = new c(m, this.getTz()), !(e.year >= 1 && e.year <= 9999))) return null;
      r = false;
    }
    let i = this._walk(e, t, n, r), o = this.getTz();
    if (this._states.pattern.isFixedTime && n === 1 || typeof o == "number" || U(t, o) !== (n === 1 ? "earlier" : "later")) return i;
    let u = Math.floor(t / 1e3) * 1e3, l = n === 1 ? k(u, u + P, o) : k(u - P, u, o) - 1e3;
    if (i && (l - i.getTime()) * n > 0) return i;
    let h = this._walk(new c(new Date(l), o), l - n, n, false, true);
    return !i || !h ? i ?? h : (i.getTime() - h.getTime()) * n > 0 ? h : i;
  }
  _walk(e, t, n, r, a = false) {
    let i = this._states.pattern, o = (l, h) => n === 1 ? l.increment(i, this.options, h) : l.decrement(i, this.options, h), u = new c(e, this.getTz());
    for ((!a || !u.match(i, this.options)) && (u = o(u, r)); u; ) {
      let l = this._runAt(u, t, n);
      if (l) return new c(l, this.getTz());
      u = o(u, false);
    }
    return null;
  }
  _runAt(e, t, n) {
    let r = (d) => (d.getTime() - t) * n > 0, a = e.tz;
    if (typeof a == "number") {
      let d = e.getDate();
      return r(d) ? d : null;
    }
    let i = T(e.year, e.month + 1, e.day, e.hour, e.minute, e.second, a), o = _(i), u = this._states.pattern.isFixedTime;
    if (o.kind === "single") return r(o.date) ? o.date : null;
    if (o.kind === "ambiguous") {
      let { earlier: d, later: p } = o;
      return (u ? [d] : n === 1 ? [d, p] : [p, d]).find(r) ?? null;
    }
    if (!u) return null;
    let l = new Date(k(o.before.getTime(), o.after.getTime(), a)), h = y(l, a);
    return h.y === i.y && h.m === i.m && h.d === i.d && r(l) ? l : null;
  }
  _calculatePreviousRun(e, t) {
    let n = new c(t, this.getTz()).getTime();
    if (e.getTime() > n) return;
    let r = this.options.interval * 1e3, a = e;
    for (; a.getTime() + r <= n; ) {
      let i = this._findOccurrence(a, a.getTime(), 1, true);
      if (i === null) break;
      a = i;
    }
    return a;
  }
};
var A = class {
  cron;
  cursor;
  now;
  done;
  initialMaxRuns;
  remainingRuns;
  constructor(e, t) {
    this.cron = e, this.initialMaxRuns = e.runsLeft() ?? 1 / 0, this.reset(t);
  }
  next() {
    if (this.done || this.remainingRuns <= 0) return this.done = true, { value: void 0, done: true };
    let e = this.cron._nextTarget(this.cursor, this.now);
    return e === null ? (this.done = true, { value: void 0, done: true }) : (this.cursor = e, this.remainingRuns--, { value: e, done: false });
  }
  peek() {
    return this.done || this.remainingRuns <= 0 ? null : this.cron._nextTarget(this.cursor, this.now);
  }
  reset(e) {
    this.cursor = e instanceof Date ? new Date(e.getTime()) : e ?? void 0, this.now = /* @__PURE__ */ new Date(), this.done = false, this.remainingRuns = this.initialMaxRuns;
  }
  [Symbol.iterator]() {
    return this;
  }
};

// lib/core/interval.ts
var SECOND = 1e3;
var MINUTE = 60 * SECOND;
var HOUR = 60 * MINUTE;
var DAY = 24 * HOUR;
var EARLIEST = Date.UTC(2e3, 0, 1);
var LATEST = Date.UTC(2200, 0, 1);
function epochMs(value) {
  if (!(value >= EARLIEST && value < LATEST)) {
    throw new RangeError(`expected epoch milliseconds between 2000 and 2200, got ${value}: multiply seconds by 1000`);
  }
  return value;
}
function contains(interval, at) {
  return interval.start <= at && at < interval.end;
}
function later(a, b2) {
  return a > b2 ? a : b2;
}
function plus(at, ms) {
  return epochMs(at + ms);
}
function iso(at) {
  return new Date(at).toISOString().replace(".000Z", "Z");
}
var ISO_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;
function fromIso(text) {
  const value = ISO_UTC.test(text) ? Date.parse(text) : NaN;
  if (!(value >= EARLIEST && value < LATEST)) {
    return void 0;
  }
  const at = value;
  return iso(at).slice(0, 19) === text.slice(0, 19) ? at : void 0;
}

// lib/core/cron.ts
var EXPRESSION = /^cron\((\S+(?: \S+){5})\)$/;
var LAST_DAY_OF_WEEK = / L (?=\S+$)/;
var parsed = /* @__PURE__ */ new Map();
var LAST_MIDNIGHT = Date.UTC(2200, 0, 1);
function cronOf(expression) {
  let cron = parsed.get(expression);
  if (cron === void 0) {
    const fields = EXPRESSION.exec(expression)?.[1];
    if (fields === void 0) {
      throw new Error(`expected cron(\u2026) with six fields, got ${expression}`);
    }
    cron = new j(`0 ${fields.replaceAll("?", "*").replace(LAST_DAY_OF_WEEK, " 7 ")}`, {
      // Not `timezone: 'UTC'`, for which croner would ask `Intl` at every step.
      utcOffset: 0,
      mode: "7-part",
      alternativeWeekdays: true,
      domAndDow: true,
      sloppyRanges: true,
      paused: true
    });
    parsed.set(expression, cron);
  }
  return cron;
}
function nextWall(expression, after) {
  return cronOf(expression).nextRun(new Date(after))?.getTime();
}
function lastWall(expression, atOrBefore) {
  const nextSecond = (Math.floor(atOrBefore / SECOND) + 1) * SECOND;
  return cronOf(expression).previousRuns(1, new Date(nextSecond))[0]?.getTime();
}

// lib/core/signal.ts
var PATH = /^\$(\.[\w-]+)+$/;
var Path = pipe(string(), regex(PATH, "expected a path such as $.detail.execution-id"));
var FlagSchema = pipe(
  union([boolean(), string()]),
  transform(String),
  literal("true"),
  transform(() => true)
);
var SignalSchema = object({
  id: pipe(string(), regex(/^[0-9]{1,3}$/, "expected the number of the signal within its window")),
  words: string(),
  /** The event pattern, as JSON text. Numbers in it survive CloudFormation only as text. */
  pattern: string(),
  /** Where the case is named to which an event belongs; events without it belong to no case. */
  correlation: optional(Path),
  /** Where it names no case, it belongs to all of them. */
  anyCase: optional(FlagSchema),
  /** Where the reason stands. */
  reason: optional(Path),
  /** The ARNs of those who may send it; absent where AWS itself does. */
  requesters: optional(pipe(array(string()), readonly()))
});
var SignalsSchema = pipe(array(SignalSchema), readonly());
function valueAt(event, path) {
  return path.split(".").slice(1).reduce(
    (value, key) => typeof value === "object" && value !== null && Object.hasOwn(value, key) ? value[key] : void 0,
    event
  );
}

// lib/core/zone.ts
var formats = /* @__PURE__ */ new Map();
function formatOf(zone) {
  let format = formats.get(zone);
  if (format === void 0) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric"
    });
    formats.set(zone, format);
  }
  return format;
}
function isTimeZone(name) {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,49}$/.test(name)) {
    return false;
  }
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}
function wallAt(zone, at) {
  const parts = Object.fromEntries(
    formatOf(zone).formatToParts(at).map((part) => [part.type, Number(part.value)])
  );
  const { year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + at % 1e3;
}
var readings = /* @__PURE__ */ new Map();
var offsets = /* @__PURE__ */ new Map();
var MOST_REMEMBERED = 1e4;
function remembered(known, key, find) {
  let value = known.get(key);
  if (value === void 0) {
    value = find();
    if (known.size >= MOST_REMEMBERED) {
      known.clear();
    }
    known.set(key, value);
  }
  return value;
}
function readingOf(zone, wall) {
  return remembered(readings, `${zone} ${wall}`, () => findReading(zone, wall));
}
function reachedAt(zone, wall) {
  const reading2 = readingOf(zone, wall);
  switch (reading2.happens) {
    case "once":
      return reading2.at;
    case "twice":
      return reading2.first;
    case "never":
      return reading2.gapEnd;
  }
}
function firesAt(zone, wall) {
  return readingOf(zone, wall).happens === "never" ? void 0 : reachedAt(zone, wall);
}
function findReading(zone, wall) {
  const offsetAt = (at) => wallAt(zone, epochMs(at)) - at;
  const offsetOf = (midnight) => remembered(offsets, `${zone} ${midnight}`, () => offsetAt(midnight));
  const day = Math.floor(wall / DAY) * DAY;
  const before = offsetOf(day - DAY);
  const after = offsetOf(day + 2 * DAY);
  if (before === after) {
    return { happens: "once", at: epochMs(wall - before) };
  }
  const [first, second] = [wall - before, wall - after].filter((at) => offsetAt(at) === wall - at).map(epochMs);
  if (first === void 0) {
    return { happens: "never", gapEnd: changeBetween(zone, epochMs(wall - after), epochMs(wall - before)) };
  }
  return second === void 0 ? { happens: "once", at: first } : { happens: "twice", first, second };
}
function changeBetween(zone, from, to) {
  const offsetBefore = wallAt(zone, from) - from;
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallAt(zone, epochMs(middle)) - middle === offsetBefore) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return epochMs(high);
}

// lib/core/window.ts
var Instant = pipe(
  string(),
  check((text) => fromIso(text) !== void 0, "expected a UTC instant such as 2026-12-01T20:00:00Z")
);
var WindowId = pipe(string(), regex(/^[0-9]{1,3}$/, "expected the number of the window within its access"));
var Words = string();
var Cron = pipe(string(), regex(/^cron\(\S+(?: \S+){5}\)$/, "expected cron(\u2026) with six fields"));
var Zone = pipe(string(), check(isTimeZone, "expected an IANA time zone such as Europe/London"));
var closesOn = optional(SignalsSchema);
var OnceWindow = object({
  kind: literal("once"),
  id: WindowId,
  words: Words,
  start: Instant,
  end: Instant,
  closesOn,
  /** In which people read it; the instants are UTC. */
  timeZone: optional(Zone)
});
var Dates = pipe(
  string(),
  regex(
    /^\d{4}-\d{2}-\d{2}\/\d{4}-\d{2}-\d{2}$/,
    "expected the first and the last date left out, as in 2026-12-24/2027-01-02"
  ),
  check((dates) => dates.split("/").every((date) => Date.parse(date) > 0), "expected two dates of the calendar")
);
var RecurringWindow = object({
  kind: literal("recurring"),
  id: WindowId,
  words: Words,
  start: Cron,
  end: Cron,
  timeZone: Zone,
  /** No occurrence starts before this. */
  validFrom: optional(Instant),
  /** No occurrence starts at or after this; one that runs then still ends at its own end. */
  validUntil: optional(Instant),
  /** No occurrence starts on these dates of the window's own zone. */
  except: optional(pipe(array(Dates), readonly())),
  closesOn
});
var Minutes = pipe(
  union([number(), string()]),
  transform(Number),
  number(),
  integer("expected whole minutes"),
  minValue(1)
);
var OnDemandWindow = object({
  kind: literal("on-demand"),
  id: WindowId,
  words: Words,
  /** The longest that one request holds it open. */
  maxMinutes: Minutes,
  /** For how long after a lease has run out no other is given. */
  cooldownMinutes: optional(Minutes),
  /** Requests are heard, and leases last, only while this is open. */
  within: optional(variant("kind", [OnceWindow, RecurringWindow])),
  /** Loud: every request needs a reason, and opening and closing call people. */
  breakGlass: optional(FlagSchema),
  opensOn: SignalsSchema,
  closesOn
});
var WindowSchema = variant("kind", [OnceWindow, RecurringWindow, OnDemandWindow]);
var FIRST_READING = Date.UTC(2001, 0, 1);
var LAST_READING = Date.UTC(2199, 0, 1);
var NEVER = "at(2199-01-01T00:00:00)";
var LONGEST_SEARCH = 1e3;
function isOnDemand(window) {
  return window.kind === "on-demand";
}
function occurrenceAt(window, at) {
  if (isOnDemand(window)) {
    return void 0;
  }
  const occurrence = window.kind === "once" ? onceInterval(window) : latestOccurrence(window, at);
  return occurrence !== void 0 && contains(occurrence, at) ? occurrence : void 0;
}
function openWindows(windows, at) {
  return windows.flatMap((window) => {
    const occurrence = occurrenceAt(window, at);
    return occurrence === void 0 ? [] : [{ window, occurrence }];
  });
}
function scheduleOf(window, edge2) {
  if (isOnDemand(window)) {
    return { expression: NEVER, timeZone: "UTC" };
  }
  return window.kind === "once" ? { expression: `at(${window[edge2].replace("Z", "")})`, timeZone: "UTC" } : { expression: window[edge2], timeZone: window.timeZone };
}
function onceInterval(window) {
  return { start: instant(window.start), end: instant(window.end) };
}
function instant(text) {
  const at = fromIso(text);
  if (at === void 0) {
    throw new Error(`expected a UTC instant, got ${text}`);
  }
  return at;
}
function latestOccurrence(window, at) {
  let wall = isComputed(at) ? lastWall(window.start, latestReading(window, at)) : void 0;
  for (let tried = 0; wall !== void 0 && isComputed(wall) && tried < LONGEST_SEARCH; tried++) {
    const start = firesAt(window.timeZone, wall);
    if (start !== void 0 && start <= at) {
      return occurrenceFrom(window, wall);
    }
    wall = lastWall(window.start, wall - 1);
  }
  return void 0;
}
function latestReading(window, at) {
  const wall = wallAt(window.timeZone, at);
  const reading2 = readingOf(window.timeZone, wall);
  return reading2.happens === "twice" ? wall + reading2.second - reading2.first : wall;
}
function validity({ validFrom, validUntil }) {
  return {
    from: epochMs(Math.max(FIRST_READING, validFrom === void 0 ? -Infinity : instant(validFrom))),
    until: epochMs(Math.min(LAST_READING, validUntil === void 0 ? Infinity : instant(validUntil)))
  };
}
function leftOutUntil(window, wall) {
  const date = window.except === void 0 ? "" : new Date(wall).toISOString().slice(0, "yyyy-mm-dd".length);
  const dates = window.except?.find((one) => one.slice(0, 10) <= date && date <= one.slice(11));
  return dates === void 0 ? void 0 : Date.parse(dates.slice(11)) + DAY - 1;
}
function isComputed(at) {
  return at >= FIRST_READING && at <= LAST_READING;
}
function occurrenceFrom(window, startWall) {
  const endWall = isComputed(startWall) ? nextWall(window.end, startWall) : void 0;
  if (endWall === void 0 || !isComputed(endWall) || leftOutUntil(window, startWall) !== void 0) {
    return void 0;
  }
  const start = firesAt(window.timeZone, startWall);
  const { from, until } = validity(window);
  return start !== void 0 && from <= start && start < until ? { start, end: reachedAt(window.timeZone, endWall) } : void 0;
}

// lib/core/declaration.ts
var DECLARATION_VERSION = 1;
var LONGEST_ACCESS_ID = 50;
var RoleArn = pipe(
  string(),
  regex(/^arn:[a-z0-9-]+:iam::\d{12}:role\/[\x21-\x7e]+$/, "expected the ARN of a role")
);
var PolicyArn = pipe(
  string(),
  regex(/^arn:[a-z0-9-]+:iam::(\d{12}|aws):policy\/[\x21-\x7e]+$/, "expected the ARN of a managed policy")
);
var VersionSchema = pipe(
  union([number(), string()]),
  transform(Number),
  literal(DECLARATION_VERSION, `expected version ${DECLARATION_VERSION}: it was written by another version`)
);
var WindowsSchema = pipe(array(WindowSchema), readonly());
var AccessSchema = object({
  version: VersionSchema,
  access: pipe(string(), maxLength(LONGEST_ACCESS_ID), regex(/^[\w.-]+$/, "expected the id of an access")),
  purpose: string(),
  role: RoleArn,
  policies: pipe(array(PolicyArn), minLength(1), readonly()),
  attachmentRole: RoleArn,
  windows: WindowsSchema
});
var ManifestSchema = pipe(array(AccessSchema), readonly());
function pairsOf(access) {
  return access.policies.map((policy) => ({ role: access.role, policy }));
}
function ownerOf(manifest, pair) {
  return manifest.find((access) => access.role === pair.role && access.policies.includes(pair.policy));
}
function asNowDeclared(manifest, access) {
  const parts = /* @__PURE__ */ new Map();
  for (const pair of pairsOf(access)) {
    const owner = ownerOf(manifest, pair);
    parts.set(owner, [...parts.get(owner) ?? [], pair.policy]);
  }
  return [...parts].map(([owner, policies]) => ({ ...owner ?? { ...access, windows: [] }, policies }));
}
function sameDeclaration(a, b2) {
  return JSON.stringify(a) === JSON.stringify(b2);
}
function roleName(roleArn) {
  return roleArn.slice(roleArn.lastIndexOf("/") + 1);
}
function scheduleName(access, window, edge2) {
  return `${access}-${window}-${edge2}`;
}
var SWEEP_SCHEDULE = "sweep";
function sessionName(action, access) {
  return `${action}-${access}`;
}
var ACCESS_RESOURCE = "Custom::TemporaryAccess";
var ADMISSION_RESOURCE = "Custom::TemporaryAccessAdmission";
var DEPLOYMENT_RESOURCE = "Custom::TemporaryAccessDeployment";

// lib/core/lease.ts
var import_node_crypto = require("node:crypto");

// lib/core/request.ts
var MOST_AHEAD = 5 * MINUTE;
var LONGEST_ID = 256;
var LONGEST_REASON = 1e3;
var LONGEST_EVENT = 256 * 1024;
var EventSchema = object({
  id: pipe(string(), minLength(1), maxLength(LONGEST_ID)),
  source: pipe(string(), minLength(1), maxLength(LONGEST_ID)),
  account: string(),
  time: pipe(
    string(),
    transform((text) => fromIso(text)),
    custom((at) => at !== void 0, "expected a time in UTC")
  ),
  detail: record(string(), unknown()),
  "replay-name": optional(unknown())
});
var RequestSchema = object({
  /** Of the event: one that EventBridge delivers twice has it twice. */
  id: string(),
  /** When it was asked. */
  at: pipe(
    string(),
    check((text) => fromIso(text) !== void 0, "expected a UTC instant")
  ),
  source: string(),
  /** The case that it belongs to. */
  correlation: optional(string()),
  reason: optional(string())
});
function isRefused(read) {
  return "refused" in read;
}
function readRequest(asked2, signal, account, now) {
  const { request: event } = asked2;
  if (asked2.event === "open" && JSON.stringify(event ?? null).length > LONGEST_EVENT) {
    return { refused: `the event is longer than ${LONGEST_EVENT} characters` };
  }
  const read = safeParse(EventSchema, event);
  if (!read.success) {
    const [issue] = read.issues;
    return { refused: `the event is malformed: ${getDotPath(issue) ?? "the whole"}: ${issue.message}` };
  }
  const { id, source, time, account: sender, "replay-name": replay } = read.output;
  if (sender !== account) {
    return { refused: `the event comes from account ${sender.slice(0, LONGEST_ID)}, not from ${account}` };
  }
  if (replay !== void 0) {
    return { refused: "the event is replayed from an archive" };
  }
  if (time > now + MOST_AHEAD) {
    return { refused: `the event says ${iso(time)}, which is more than five minutes ahead` };
  }
  const correlation = textAt(event, signal.correlation, LONGEST_ID);
  if (correlation === void 0 && signal.correlation !== void 0) {
    const isMissing = valueAt(event, signal.correlation) === void 0;
    if (signal.anyCase === void 0 || !isMissing) {
      return { refused: `the event names no case at ${signal.correlation}` };
    }
  }
  const reason = textAt(event, signal.reason, LONGEST_REASON);
  return {
    id,
    at: iso(asked2.event === "open" && now < time ? now : time),
    source,
    ...correlation === void 0 ? {} : { correlation },
    ...reason === void 0 ? {} : { reason }
  };
}
function textAt(event, path, longest) {
  const value = path === void 0 ? void 0 : valueAt(event, path);
  return typeof value === "string" && value.trim() !== "" && value.length <= longest ? value : void 0;
}

// lib/core/lease.ts
var Instant2 = pipe(
  string(),
  check((text) => fromIso(text) !== void 0, "expected a UTC instant")
);
var LeaseSchema = object({
  window: string(),
  request: RequestSchema,
  start: Instant2,
  end: Instant2
});
var HoldSchema = object({
  /** What it keeps closed. */
  key: string(),
  until: Instant2,
  /** Of a hold on a case: up to which moment requests count as over. */
  over: optional(Instant2),
  /** Of a pause between leases: the request that may still be answered. */
  request: optional(string())
});
var LEASE_NAMES = ["1", "2", "3", "4"];
function leaseName(access, place) {
  return `lease-${access}-${place}`;
}
function holdPrefix(access) {
  return `hold-${access}-`;
}
var HASH_LENGTH = 8;
function holdName(access, key) {
  const hash = (0, import_node_crypto.createHash)("sha256").update(key).digest("base64url").slice(0, HASH_LENGTH);
  return `${holdPrefix(access)}${hash}`;
}
function isHoldOf(access, name) {
  return name.startsWith(holdPrefix(access)) && name.length === holdPrefix(access).length + HASH_LENGTH;
}
function onceAt(at) {
  return `at(${iso(at).slice(0, "yyyy-mm-ddThh:mm:ss".length)})`;
}
function openingsAt(access, leases, at) {
  const leased = leases.flatMap((lease) => {
    const window = access.windows.find((one) => one.id === lease.window);
    const occurrence = window !== void 0 && isOnDemand(window) ? leasedInterval(window, lease) : void 0;
    return window !== void 0 && occurrence !== void 0 && contains(occurrence, at) ? [{ window, occurrence, lease }] : [];
  });
  return [...openWindows(access.windows, at), ...leased];
}
function leasedInterval(window, { start: from, end: until }) {
  const start = instant2(from);
  const longest = longestFrom(window, start);
  return longest === void 0 ? void 0 : { start, end: earlier(instant2(until), longest) };
}
function longestFrom({ maxMinutes, within }, start) {
  const end = plus(start, maxMinutes * MINUTE);
  const hours = within === void 0 ? { start, end } : occurrenceAt(within, start);
  return hours === void 0 ? void 0 : earlier(end, hours.end);
}
function mayBeLeased(window, at) {
  return isOnDemand(window) && (window.within === void 0 || occurrenceAt(window.within, at) !== void 0);
}
function leaseFor(window, request, now) {
  const { maxMinutes, within } = window;
  const asked2 = instant2(request.at);
  const hours = within === void 0 ? void 0 : occurrenceAt(within, now);
  if (within !== void 0 && hours === void 0) {
    return void 0;
  }
  const end = earlier(plus(asked2, maxMinutes * MINUTE), hours?.end ?? plus(now, maxMinutes * MINUTE));
  return {
    window: window.id,
    request,
    start: iso(later(asked2, hours?.start ?? asked2)),
    end: iso(epochMs(end - end % SECOND))
  };
}
function canBeHeld(window) {
  return isOnDemand(window) || (window.closesOn ?? []).length > 0;
}
function keyOf({ window, lease }) {
  return lease === void 0 ? `${window.id} occurrence` : leaseKey(lease);
}
function leaseKey({ window, request }) {
  return `${window} request ${request.id}`;
}
function caseKey(window, correlation) {
  return correlation === void 0 ? `${window} any case` : `${window} case ${correlation}`;
}
function pauseKey(window) {
  return `${window} pause`;
}
function keysOf(opening) {
  const { window, lease } = opening;
  return [keyOf(opening), ...lease === void 0 ? [] : caseKeys(window.id, lease.request)];
}
function caseKeys(window, { correlation }) {
  const any = caseKey(window, void 0);
  return correlation === void 0 ? [any] : [any, caseKey(window, correlation)];
}
function isHeld(opening, holds, at) {
  const { window, lease } = opening;
  return holds.some(({ key, until }) => key === keyOf(opening) && at < instant2(until)) || lease !== void 0 && isOver(window.id, lease.request, holds);
}
function isOver(window, request, holds) {
  const keys = caseKeys(window, request);
  return holds.some(
    ({ key, over }) => over !== void 0 && keys.includes(key) && instant2(request.at) <= instant2(over)
  );
}
var NOTHING_ARRANGED = { leases: [], holds: [] };
function openAt(access, { leases, holds }, at) {
  return openingsAt(access, leases, at).filter((opening) => !isHeld(opening, holds, at));
}
function instant2(text) {
  const at = fromIso(text);
  if (at === void 0) {
    throw new Error(`expected a UTC instant, got ${text}`);
  }
  return at;
}
function earlier(a, b2) {
  return a < b2 ? a : b2;
}

// lib/core/message.ts
var SCHEDULED_TIME = "<aws.scheduler.scheduled-time>";
var ScheduledTime = pipe(
  string(),
  transform((text) => fromIso(text)),
  custom((at) => at !== void 0, "expected the time at which Scheduler was due to call")
);
var edge = { version: VersionSchema, window: string(), scheduledTime: ScheduledTime, access: AccessSchema };
var StartSchema = object({ ...edge, event: literal("start") });
var EndSchema = object({ ...edge, event: literal("end"), lease: optional(LeaseSchema) });
var SweepSchema = object({
  version: VersionSchema,
  event: literal("sweep"),
  scheduledTime: ScheduledTime,
  accesses: ManifestSchema
});
var HoldEndSchema = object({
  version: VersionSchema,
  event: literal("hold-end"),
  access: string(),
  hold: HoldSchema
});
var asked = {
  version: VersionSchema,
  access: string(),
  window: string(),
  signal: string(),
  request: unknown()
};
var OpenSchema = object({ ...asked, event: literal("open") });
var CloseSchema = object({ ...asked, event: literal("close") });
var MessageSchema = variant("event", [StartSchema, EndSchema, SweepSchema, HoldEndSchema, OpenSchema, CloseSchema]);
function edgeInput(event, window, access) {
  return { version: DECLARATION_VERSION, event, window, scheduledTime: SCHEDULED_TIME, access };
}
function leaseInput(access, lease) {
  const end = JSON.stringify(edgeInput("end", lease.window, access));
  return `${end.slice(0, -1)},"lease":${asWritten(lease)}}`;
}
function holdInput(access, hold2) {
  return asWritten({ version: DECLARATION_VERSION, event: "hold-end", access, hold: hold2 });
}
function asWritten(value) {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
function readMessage(input) {
  return reading(MessageSchema, input);
}
function readScheduleInput(text) {
  let input;
  try {
    input = JSON.parse(text.replaceAll(SCHEDULED_TIME, "2000-01-01T00:00:00Z"));
  } catch {
    return { malformed: "its input is not JSON" };
  }
  return reading(MessageSchema, input);
}
function readDeclaration(input) {
  return reading(AccessSchema, input);
}
function readManifest(input) {
  return reading(ManifestSchema, input);
}
function isMalformed(read) {
  return "malformed" in read;
}
function reading(schema, input) {
  const result = safeParse(schema, input);
  if (result.success) {
    return result.output;
  }
  const [issue] = result.issues;
  return { malformed: `${getDotPath(issue) ?? "the whole"}: ${issue.message}` };
}

// lib/core/plan.ts
var CLOCK_TOLERANCE = 5 * SECOND;
function inTolerance(at) {
  return plus(at, CLOCK_TOLERANCE);
}
var NONE = { step: "none", policies: [] };
function plan(access, arranged, observed, now, mayAttach) {
  if (observed === "role-gone") {
    return NONE;
  }
  const isOpen2 = (at) => openAt(access, arranged, at).length > 0;
  const open = isOpen2(now) || !mayAttach && isOpen2(inTolerance(now));
  if (!open) {
    const standing = observed === "unknown" ? access.policies : access.policies.filter((one) => observed.has(one));
    return standing.length > 0 ? { step: "detach", policies: standing } : NONE;
  }
  if (!mayAttach || observed === "unknown") {
    return NONE;
  }
  const missing = access.policies.filter((one) => !observed.has(one));
  return missing.length > 0 ? { step: "attach", policies: missing } : NONE;
}

// lib/core/world.ts
var AwsFailure = class extends Error {
  constructor(failure, operation, message, requestId) {
    super(`${operation}: ${message}`);
    this.failure = failure;
    this.operation = operation;
    this.requestId = requestId;
    this.name = "AwsFailure";
  }
  failure;
  operation;
  requestId;
};
function failureOf(error) {
  return error instanceof Error && "failure" in error ? error.failure : void 0;
}

// lambda/run.ts
function record2(run, event, target, more = {}) {
  const { access, role, policies } = target;
  run.world.telemetry.record({
    event,
    trigger: run.trigger,
    at: run.world.clock.now(),
    access,
    role,
    policies,
    ...more
  });
}
function asText(request) {
  if (request === void 0) {
    return {};
  }
  const { id, correlation } = request;
  return correlation === void 0 ? { request: id } : { request: id, correlation };
}
var OPENING = { attempts: 4, deniedForMs: 30 * SECOND, absentForMs: 0 };
var CLOSING = { attempts: 8, deniedForMs: 0, absentForMs: 0 };
var ONCE = { ...CLOSING, attempts: 1 };
var DEPLOYING = { attempts: 8, deniedForMs: 2 * MINUTE, absentForMs: 2 * MINUTE };
var FIRST_WAIT = 200;
var LONGEST_WAIT = 10 * SECOND;
var WAIT_TO_BE_KNOWN = 5 * SECOND;
async function patiently(run, patience, call) {
  const { clock, random } = run.world;
  const began = clock.now();
  let attempts = 0;
  for (; ; ) {
    try {
      return await call();
    } catch (error) {
      const wait = waitAfter(error);
      if (wait === void 0 || plus(clock.now(), wait) >= run.deadline) {
        throw error;
      }
      await clock.sleep(wait);
    }
  }
  function waitAfter(error) {
    switch (failureOf(error)) {
      case "throttled":
      case "unavailable":
      case "conflict":
        attempts++;
        return attempts < patience.attempts ? random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempts) : void 0;
      case "denied":
        return waitToBeKnown(patience.deniedForMs);
      case "absent":
        return waitToBeKnown(patience.absentForMs);
      default:
        return void 0;
    }
  }
  function waitToBeKnown(forMs) {
    return clock.now() + WAIT_TO_BE_KNOWN <= began + forMs ? WAIT_TO_BE_KNOWN : void 0;
  }
}
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

// lambda/observe.ts
var MOST_PAGES = 50;
async function attachedPolicies(run, reader, role, patience) {
  const policies = /* @__PURE__ */ new Set();
  let marker;
  for (let page = 0; page < MOST_PAGES; page++) {
    try {
      const found = await patiently(run, patience, () => reader.attachedPage(roleName(role), marker));
      found.policies.forEach((policy) => policies.add(policy));
      marker = found.marker;
    } catch (error) {
      if (failureOf(error) === "absent") {
        return "role-gone";
      }
      throw error;
    }
    if (marker === void 0) {
      return policies;
    }
  }
  throw new Error(`the list of policies attached to ${role} did not end after ${MOST_PAGES} pages`);
}
async function observe(run, role, patience) {
  try {
    return await attachedPolicies(run, run.world.roles, role, patience);
  } catch (error) {
    run.world.telemetry.note("cannot read the policies of a role", { role, error: messageOf(error) });
    return "unknown";
  }
}
async function currentManifest(run, patience) {
  const schedule = await scheduleNamed(run, SWEEP_SCHEDULE, patience);
  if (schedule === void 0) {
    return { unknown: "there is no sweep schedule" };
  }
  const message = readScheduleInput(schedule.input);
  if (isMalformed(message)) {
    return { unknown: `the manifest is malformed: ${message.malformed}` };
  }
  return message.event === "sweep" ? { accesses: message.accesses, enabled: schedule.enabled, target: schedule.target } : { unknown: "the sweep schedule carries no manifest" };
}
async function edgeProblem(run, access, window, edge2, patience) {
  const name = scheduleName(access.access, window.id, edge2);
  const schedule = await scheduleNamed(run, name, patience);
  if (schedule === void 0) {
    return `there is no schedule ${name}`;
  }
  if (!schedule.enabled && !isOnDemand(window)) {
    return `schedule ${name} is disabled`;
  }
  const { expression, timeZone } = scheduleOf(window, edge2);
  if (schedule.expression !== expression || schedule.timeZone !== timeZone) {
    return `schedule ${name} fires at ${schedule.expression} ${schedule.timeZone ?? ""}, not at ${expression} ${timeZone}`;
  }
  const message = readScheduleInput(schedule.input);
  return !isMalformed(message) && message.event === edge2 && sameDeclaration(message.access, access) ? void 0 : `schedule ${name} carries another declaration`;
}
async function arrangedFor(run, access, at, patience) {
  const instants = [at, inTolerance(at)];
  const leased = access.windows.some((window) => instants.some((one) => mayBeLeased(window, one)));
  const leases = leased ? (await standingLeases(run, access.access, patience)).flatMap(({ lease }) => lease ?? []) : [];
  const openings = instants.flatMap((one) => openingsAt(access, leases, one));
  return { leases, holds: await holdsOn(run, access.access, openings, patience) };
}
async function arrangedSince(run, access, before, patience) {
  try {
    return await arrangedFor(run, access, run.world.clock.now(), patience);
  } catch (error) {
    run.world.telemetry.note("cannot read leases and holds again", { access: access.access, error: messageOf(error) });
    return before;
  }
}
async function standingLeases(run, access, patience) {
  const read = await Promise.all(
    LEASE_NAMES.map(async (place) => {
      const name = leaseName(access, place);
      const schedule = await scheduleNamed(run, name, atOnce(patience));
      return schedule === void 0 ? [] : [{ name, lease: leaseOf(schedule) }];
    })
  );
  return read.flat();
}
function leaseOf({ enabled, expression, timeZone, input }) {
  const message = readScheduleInput(input);
  const lease = !isMalformed(message) && message.event === "end" ? message.lease : void 0;
  const armed = lease !== void 0 && enabled && timeZone === "UTC" && expression === onceAt(instant2(lease.end));
  return armed ? lease : void 0;
}
async function holdsOn(run, access, openings, patience) {
  const keys = openings.filter(({ window }) => canBeHeld(window)).flatMap(keysOf);
  return holdsWith(run, access, keys, patience);
}
async function holdsWith(run, access, keys, patience) {
  const read = await Promise.all([...new Set(keys)].map((key) => holdWith(run, access, key, patience)));
  return read.flatMap((hold2) => hold2 ?? []);
}
async function holdWith(run, access, key, patience) {
  const schedule = await scheduleNamed(run, holdName(access, key), atOnce(patience));
  const message = schedule === void 0 ? void 0 : readScheduleInput(schedule.input);
  return message !== void 0 && !isMalformed(message) && message.event === "hold-end" && message.hold.key === key ? message.hold : void 0;
}
function atOnce(patience) {
  return { ...patience, absentForMs: 0 };
}
async function scheduleNamed(run, name, patience) {
  try {
    return await patiently(run, patience, () => run.world.schedules.get(name));
  } catch (error) {
    if (failureOf(error) === "absent") {
      return void 0;
    }
    throw error;
  }
}
async function holdNames(run, access, patience) {
  const prefix = holdPrefix(access);
  const names = [];
  let marker;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await patiently(run, patience, () => run.world.schedules.namesPage(prefix, marker));
    names.push(...found.names);
    marker = found.marker;
    if (marker === void 0) {
      return names.filter((name) => isHoldOf(access, name));
    }
  }
  throw new Error(`the list of the holds of ${access} did not end after ${MOST_PAGES} pages`);
}

// lambda/detach.ts
var BETWEEN_READS = 3 * SECOND;
var FEWEST_READS = 2;
var MOST_READS = 40;
var AT_END = { patience: CLOSING, settleMs: 6 * SECOND };
var NotRemoved = class extends Error {
};
var OpenedAgain = class extends NotRemoved {
};
async function detach(run, target, proof) {
  try {
    const session = await closingSession(run, target, proof.patience);
    const lastDetach = await detachAll(run, session, target, target.policies, proof);
    const reads = await readBack(run, session, target, proof, lastDetach);
    record2(run, "verified", target, { reads });
    run.world.telemetry.count("Verified", target.policies.length);
    if (target.windows.some((window) => isOnDemand(window) && window.breakGlass === true)) {
      run.world.telemetry.breakGlass(target.access, false);
    }
  } catch (error) {
    if (error instanceof OpenedAgain && proof.endsWhenOpened === true) {
      run.world.telemetry.note("no longer to be proved", { access: target.access, why: messageOf(error) });
      return;
    }
    record2(run, "close-failed", target, { reason: messageOf(error) });
    run.world.telemetry.count("FailedCloses", 1);
    run.world.telemetry.count("OpenPastEnd", target.policies.length);
    throw error;
  }
}
async function closingSession(run, target, patience) {
  try {
    return await patiently(
      run,
      patience,
      () => run.world.sessions.assume(target.attachmentRole, sessionName("close", target.access), void 0)
    );
  } catch (error) {
    run.world.telemetry.note("cannot assume the attachment role", {
      access: target.access,
      attachmentRole: target.attachmentRole,
      error: messageOf(error)
    });
    return void 0;
  }
}
async function detachAll(run, session, target, policies, proof) {
  if (session === void 0) {
    return run.world.clock.now();
  }
  const detached = [];
  for (const policy of policies) {
    if (await proof.stillDue?.() === false) {
      throw new OpenedAgain(`${target.access} opened again before ${policy} was proved to be gone from ${target.role}`);
    }
    try {
      await patiently(run, proof.patience, () => session.detach(roleName(target.role), policy));
      detached.push(policy);
    } catch (error) {
      if (failureOf(error) !== "absent") {
        run.world.telemetry.note("cannot detach", { access: target.access, policy, error: messageOf(error) });
      }
    }
  }
  if (detached.length > 0) {
    record2(run, "detached", { ...target, policies: detached });
  }
  return run.world.clock.now();
}
async function readBack(run, firstSession, target, proof, detachedAt) {
  const { clock } = run.world;
  let session = firstSession;
  let lastDetach = detachedAt;
  let absentReads = 0;
  let standing = [];
  for (let reads = 1; reads <= MOST_READS && clock.now() + BETWEEN_READS < run.deadline; reads++) {
    await clock.sleep(BETWEEN_READS);
    const attached = await attachedPolicies(run, session ?? run.world.roles, target.role, proof.patience);
    standing = attached === "role-gone" ? [] : target.policies.filter((policy) => attached.has(policy));
    if (standing.length > 0) {
      absentReads = 0;
      session ??= await closingSession(run, target, ONCE);
      lastDetach = await detachAll(run, session, target, standing, { ...proof, patience: ONCE });
    } else if (++absentReads >= FEWEST_READS && clock.now() - lastDetach >= proof.settleMs) {
      return reads;
    }
  }
  throw new NotRemoved(
    standing.length > 0 ? `${standing.join(", ")} still attached to ${target.role}` : `no time left to prove that ${target.policies.join(", ")} is gone from ${target.role}`
  );
}

// lambda/attach.ts
var ATTACH_WITHIN = 10 * SECOND;
var CHANGED_NOTHING = ["absent", "throttled", "conflict", "denied", "refused"];
async function attach(run, access, notBefore, patience) {
  try {
    await patiently(
      run,
      { ...patience, attempts: 1 },
      () => attachOnce(run, access, notBefore, { ...patience, deniedForMs: 0, absentForMs: 0 })
    );
  } catch (error) {
    record2(run, "open-failed", access, { reason: messageOf(error) });
    run.world.telemetry.count("FailedOpens", 1);
    if (failureOf(error) !== "absent") {
      throw error;
    }
  }
}
async function attachOnce(run, access, notBefore, patience) {
  const now = () => later(run.world.clock.now(), notBefore);
  const checkedAt = now();
  const before = await check2(run, access, () => checkedAt, ["end", "start"], patience);
  if (before.says !== "open") {
    record2(run, "refused", access, { reason: before.says === "over" ? "no window is open" : before.reason });
  }
  if (before.says === "not-ours") {
    return;
  }
  const observed = await attachedPolicies(run, run.world.roles, access.role, patience);
  if (observed === "role-gone") {
    throw new AwsFailure("absent", "open", `there is no role ${access.role}`);
  }
  const unarmed = before.says === "unarmed";
  const due = unarmed ? { ...access, windows: [] } : access;
  const { step, policies } = plan(due, unarmed ? NOTHING_ARRANGED : before.arranged, observed, checkedAt, true);
  if (step === "detach") {
    await detach(run, { ...access, policies }, AT_END);
  }
  if (before.says !== "open") {
    return;
  }
  if (openAt(access, before.arranged, checkedAt).some(({ window }) => isOnDemand(window) && window.breakGlass === true)) {
    run.world.telemetry.breakGlass(access.access, true);
  }
  if (step !== "attach") {
    return;
  }
  const policy = sessionPolicy(access, before.opening.occurrence, plus(checkedAt, ATTACH_WITHIN));
  const session = await patiently(
    run,
    patience,
    () => run.world.sessions.assume(access.attachmentRole, sessionName("open", access.access), policy)
  );
  await attachEach(run, session, { ...access, policies }, patience);
  let after;
  try {
    after = await check2(run, access, now, ["start"], patience);
  } catch (error) {
    await takeOff(run, access, messageOf(error));
    throw error;
  }
  if (after.says === "open") {
    const { lease } = after.opening;
    record2(run, "opened", access, lease === void 0 ? {} : { request: lease.request.id, until: lease.end });
    run.world.telemetry.count("Opened", 1);
  } else {
    await takeOff(run, access, after.says === "over" ? "the window ended meanwhile" : after.reason);
  }
}
async function attachEach(run, session, target, patience) {
  const attached = [];
  try {
    for (const policy of target.policies) {
      await patiently(run, patience, () => session.attach(roleName(target.role), policy));
      attached.push(policy);
    }
    record2(run, "attached", target);
  } catch (error) {
    if (attached.length > 0) {
      record2(run, "attached", { ...target, policies: attached });
    }
    if (attached.length > 0 || !CHANGED_NOTHING.includes(failureOf(error) ?? "unknown")) {
      await takeOff(run, target, messageOf(error));
    }
    throw error;
  }
}
async function takeOff(run, target, reason) {
  record2(run, "refused", target, { reason: `attached, and taken off at once: ${reason}` });
  await detach(run, target, AT_END);
}
async function check2(run, access, at, edges, patience) {
  const manifest = await currentManifest(run, patience);
  if ("unknown" in manifest) {
    return { says: "not-ours", reason: manifest.unknown };
  }
  if (!manifest.accesses.some((listed2) => sameDeclaration(listed2, access))) {
    return { says: "not-ours", reason: "the manifest does not list this declaration" };
  }
  if (!manifest.enabled) {
    return { says: "unarmed", reason: "the sweep schedule is disabled" };
  }
  const arranged = await arrangedFor(run, access, at(), patience);
  const open = openAt(access, arranged, at());
  if (open.length === 0) {
    return { says: "over", arranged };
  }
  let reason = "";
  for (const opening of open) {
    const problem = await firstProblem(run, access, opening, edges, patience);
    if (problem === void 0) {
      return contains(opening.occurrence, at()) ? { says: "open", opening, arranged } : { says: "over", arranged };
    }
    reason = problem;
  }
  return { says: "unarmed", reason };
}
async function firstProblem(run, access, { window, lease }, edges, patience) {
  for (const edge2 of edges.filter((one) => one === "start" || lease === void 0)) {
    const problem = await edgeProblem(run, access, window, edge2, patience);
    if (problem !== void 0) {
      return problem;
    }
  }
  return void 0;
}
function sessionPolicy(access, { start, end }, until) {
  const last = until < end ? until : end;
  const wholeSecond = epochMs(last - last % SECOND);
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "iam:AttachRolePolicy",
        Resource: access.role,
        Condition: {
          DateGreaterThanEquals: { "aws:CurrentTime": iso(start) },
          DateLessThan: { "aws:CurrentTime": iso(wholeSecond) }
        }
      }
    ]
  });
}

// lambda/hold.ts
var LONGEST_DESCRIPTION = 512;
async function hold(run, access, wanted, target, patience) {
  if (instant2(wanted.until) <= run.world.clock.now()) {
    return true;
  }
  const name = holdName(access.access, wanted.key);
  const schedule = {
    expression: onceAt(instant2(wanted.until)),
    description: `Keeps ${access.access} closed: ${wanted.key}`.slice(0, LONGEST_DESCRIPTION),
    input: holdInput(access.access, wanted),
    target
  };
  if (await create(run, patience, name, schedule)) {
    return true;
  }
  const standing = await scheduleNamed(run, name, patience);
  const message = standing === void 0 ? void 0 : readScheduleInput(standing.input);
  const known = message !== void 0 && !isMalformed(message) && message.event === "hold-end" ? message.hold : void 0;
  const stands = known !== void 0 && run.world.clock.now() < instant2(known.until);
  if (stands && known.key !== wanted.key) {
    throw new Error(`the name ${name} is taken by another hold until ${known.until}`);
  }
  if (stands && known.request !== wanted.request) {
    return false;
  }
  if (known === void 0 || !holdsAsLong(known, wanted)) {
    await patiently(run, patience, () => removeOrGone(run, name));
    await create(run, patience, name, schedule);
  }
  return true;
}
function holdsAsLong(known, wanted) {
  return known.key === wanted.key && instant2(known.until) >= instant2(wanted.until) && (wanted.over === void 0 || known.over !== void 0 && instant2(known.over) >= instant2(wanted.over));
}
async function create(run, patience, name, schedule) {
  return patiently(run, patience, async () => {
    try {
      await run.world.schedules.create(name, schedule);
      return true;
    } catch (error) {
      if (failureOf(error) === "conflict") {
        return false;
      }
      throw error;
    }
  });
}
async function removeOrGone(run, name) {
  try {
    await run.world.schedules.remove(name);
  } catch (error) {
    if (failureOf(error) !== "absent") {
      throw error;
    }
  }
}

// lambda/parallel.ts
async function inParallel(items, atOnce2, act) {
  const failures = [];
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) {
      try {
        await act(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce2, items.length) }, worker));
  return failures;
}
function throwAll(failures) {
  if (failures.length > 0) {
    throw new AggregateError(failures, failures.map(messageOf).join("; "));
  }
}

// lambda/custom-resource.ts
var common = {
  ResponseURL: string(),
  StackId: string(),
  RequestId: string(),
  LogicalResourceId: string(),
  ResourceType: picklist([ADMISSION_RESOURCE, ACCESS_RESOURCE, DEPLOYMENT_RESOURCE]),
  ResourceProperties: record(string(), unknown())
};
var RequestSchema2 = variant("RequestType", [
  object({ ...common, RequestType: literal("Create") }),
  object({
    ...common,
    RequestType: literal("Update"),
    PhysicalResourceId: string(),
    OldResourceProperties: record(string(), unknown())
  }),
  object({ ...common, RequestType: literal("Delete"), PhysicalResourceId: string() })
]);
var BY_DEPLOYMENT = { patience: { ...DEPLOYING, absentForMs: 0 }, settleMs: 2 * ATTACH_WITHIN };
var BY_DELETE = { patience: CLOSING, settleMs: 2 * ATTACH_WITHIN };
var TO_ANSWER = 30 * SECOND;
var BETWEEN_TRIES = 20 * SECOND;
var AT_ONCE = 10;
var LONGEST_REASON2 = 2e3;
function readRequest2(event) {
  const result = safeParse(RequestSchema2, event);
  return result.success ? result.output : void 0;
}
async function answer(world, request, deadline) {
  const run = { world, trigger: triggerOf(request), deadline: plus(deadline, -TO_ANSWER) };
  let outcome;
  try {
    await ACTIONS[request.ResourceType](run, request);
    outcome = { Status: "SUCCESS", PhysicalResourceId: physicalId(request) };
  } catch (error) {
    const reason = messageOf(error);
    world.telemetry.note("custom resource failed", { resource: request.LogicalResourceId, reason });
    outcome = {
      Status: "FAILED",
      Reason: Buffer.from(reason).subarray(0, LONGEST_REASON2).toString(),
      PhysicalResourceId: request.RequestType === "Create" ? `refused:${request.RequestId}` : request.PhysicalResourceId
    };
  }
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = request;
  const body = JSON.stringify({ ...outcome, StackId, RequestId, LogicalResourceId });
  await patiently({ ...run, deadline }, CLOSING, () => world.cloudFormation.respond(ResponseURL, body));
}
var ACTIONS = {
  [ADMISSION_RESOURCE]: admit,
  [ACCESS_RESOURCE]: actOnAccess,
  [DEPLOYMENT_RESOURCE]: actOnDeployment
};
async function admit(run, request) {
  if (request.RequestType === "Delete") {
    return;
  }
  const known = request.RequestType === "Update" ? listed(request.OldResourceProperties) : [];
  const failures = await inParallel(
    listed(request.ResourceProperties),
    AT_ONCE,
    (access) => refuseStanding(run, access, known)
  );
  throwAll(failures);
}
async function refuseStanding(run, access, known) {
  const added = pairsOf(access).filter((pair) => ownerOf(known, pair) === void 0).map((pair) => pair.policy);
  if (added.length === 0) {
    return;
  }
  const attached = await attachedPolicies(run, run.world.roles, access.role, DEPLOYING);
  if (attached === "role-gone") {
    throw new Error(`there is no role ${access.role}: check the role of ${access.access}`);
  }
  const now = run.world.clock.now();
  const arranged = await arrangedFor(run, access, now, DEPLOYING);
  const standing = plan({ ...access, policies: added }, arranged, attached, now, false);
  if (standing.step === "detach") {
    throw new Error(
      `${standing.policies.join(", ")} is attached to ${access.role} already, outside every window of ${access.access}: what is attached permanently cannot be temporary; detach it first, then deploy again`
    );
  }
}
async function actOnAccess(run, request) {
  switch (request.RequestType) {
    case "Create":
      declared(request.ResourceProperties);
      return;
    case "Update": {
      const access = declared(request.ResourceProperties);
      await detachRemoved(run, [declared(request.OldResourceProperties)], [access]);
      await detachUndue(run, access);
      return;
    }
    case "Delete":
      if (request.PhysicalResourceId === ownId(request)) {
        await deleteAccess(run, declared(request.ResourceProperties));
      }
  }
}
async function detachRemoved(run, old, current) {
  const removed = old.flatMap((access) => {
    const policies = pairsOf(access).filter((pair) => ownerOf(current, pair) === void 0).map((pair) => pair.policy);
    return policies.length > 0 ? [{ ...access, policies }] : [];
  });
  await detachEach(run, await withoutOwner(run, removed), BY_DEPLOYMENT);
}
async function detachUndue(run, access) {
  const attached = await attachedPolicies(run, run.world.roles, access.role, DEPLOYING);
  const now = run.world.clock.now();
  const { step, policies } = plan(access, await arrangedFor(run, access, now, DEPLOYING), attached, now, false);
  if (step === "detach") {
    await detach(run, { ...access, policies }, BY_DEPLOYMENT);
  }
}
async function deleteAccess(run, access) {
  for (; ; ) {
    try {
      await detachEach(run, await withoutOwner(run, [access]), BY_DELETE);
      await removeArranged(run, access);
      return;
    } catch (error) {
      if (run.world.clock.now() + MINUTE > run.deadline) {
        throw error;
      }
      await run.world.clock.sleep(BETWEEN_TRIES);
    }
  }
}
async function removeArranged(run, { access, windows }) {
  if (!windows.some(canBeHeld)) {
    return;
  }
  const leases = LEASE_NAMES.map((place) => leaseName(access, place));
  const names = [...leases, ...await holdNames(run, access, CLOSING)];
  throwAll(await inParallel(names, AT_ONCE, (name) => patiently(run, CLOSING, () => removeOrGone(run, name))));
}
async function withoutOwner(run, targets) {
  if (targets.length === 0) {
    return [];
  }
  const manifest = await currentManifest(run, BY_DEPLOYMENT.patience);
  const accesses = "accesses" in manifest ? manifest.accesses : [];
  return targets.flatMap((target) => {
    const policies = target.policies.filter((policy) => {
      const owner = ownerOf(accesses, { role: target.role, policy });
      return owner === void 0 || owner.access === target.access;
    });
    return policies.length > 0 ? [{ ...target, policies }] : [];
  });
}
async function detachEach(run, targets, proof) {
  throwAll(await inParallel(targets, AT_ONCE, (target) => detach(run, target, proof)));
}
async function actOnDeployment(run, request) {
  if (request.RequestType === "Delete") {
    return;
  }
  const current = listed(request.ResourceProperties);
  if (request.RequestType === "Update") {
    await detachRemoved(run, listed(request.OldResourceProperties), current);
  }
  const now = run.world.clock.now();
  await inParallel(current, AT_ONCE, async (access) => {
    if (await isOpen(run, access, now)) {
      await attach(run, access, now, DEPLOYING);
    }
  });
}
async function isOpen(run, access, now) {
  try {
    return openAt(access, await arrangedFor(run, access, now, DEPLOYING), now).length > 0;
  } catch (error) {
    record2(run, "open-failed", access, { reason: messageOf(error) });
    run.world.telemetry.count("FailedOpens", 1);
    return false;
  }
}
function declared(properties) {
  const access = readDeclaration(properties);
  if (isMalformed(access)) {
    throw new Error(`the declared access is malformed: ${access.malformed}`);
  }
  return access;
}
function listed(properties) {
  const manifest = readManifest(properties["accesses"]);
  if (isMalformed(manifest)) {
    throw new Error(`the manifest is malformed: ${manifest.malformed}`);
  }
  return manifest;
}
function ownId(request) {
  return request.ResourceType === ACCESS_RESOURCE ? `temporary-access:${String(request.ResourceProperties["access"])}` : request.ResourceType;
}
function physicalId(request) {
  return request.RequestType === "Delete" ? request.PhysicalResourceId : ownId(request);
}
function triggerOf(request) {
  const ofAccess = { Create: "create", Update: "update", Delete: "delete" };
  return request.ResourceType === ACCESS_RESOURCE ? ofAccess[request.RequestType] : "deployment";
}

// lambda/lease.ts
var SHORTEST_LEASE = MINUTE;
async function leaseOn(run, wanted, patience) {
  const { access, window, request } = wanted;
  const lease = leaseFor(window, request, run.world.clock.now());
  if (lease === void 0) {
    return { refused: `no request is heard now: ${window.words}` };
  }
  const standing = await standingLeases(run, access.access, patience);
  const own = ownOf(standing, lease);
  if (own !== void 0) {
    return await closedEarly(run, access, own, patience) ?? await giveWay(run, wanted, own, standing, patience) ?? own;
  }
  if (instant2(lease.end) < plus(run.world.clock.now(), SHORTEST_LEASE)) {
    return { refused: `the request of ${request.at} comes too late: its time is up at ${lease.end}` };
  }
  const over = await holdsWith(run, access.access, caseKeys(window.id, request), patience);
  if (isOver(window.id, request, over)) {
    return { refused: "what it asks for was closed before it came" };
  }
  const refused = await otherLease(run, wanted, lease, standing, patience) ?? await pauseBefore(run, wanted, lease, patience);
  return refused ?? arm(run, wanted, lease, standing, patience);
}
async function arm(run, wanted, lease, standing, patience) {
  const { access, target } = wanted;
  const id = access.access;
  const place = LEASE_NAMES.find((one) => !standing.some(({ name }) => name === leaseName(id, one)));
  if (place === void 0) {
    return { refused: `${LEASE_NAMES.length} leases have been given whose time is not up yet` };
  }
  const made = await create(run, patience, leaseName(id, place), {
    expression: onceAt(instant2(lease.end)),
    description: `Closes ${id}, opened by request ${lease.request.id}, and proves it`.slice(0, LONGEST_DESCRIPTION),
    input: leaseInput(access, lease),
    target
  });
  const after = await standingLeases(run, id, patience);
  const own = ownOf(after, lease);
  if (own === void 0 && made) {
    throw new Error(`the lease ${leaseName(id, place)} was made and cannot be read back`);
  }
  if (own === void 0) {
    return { refused: "another request came first" };
  }
  const refused = await giveWay(run, wanted, own, after, patience);
  if (refused !== void 0) {
    return refused;
  }
  record2(run, "leased", access, { until: own.end, ...asText(own.request) });
  return own;
}
async function giveWay(run, wanted, own, standing, patience) {
  const refused = await otherLease(run, wanted, own, standing, patience);
  if (refused === void 0) {
    return void 0;
  }
  await hold(run, wanted.access, { key: leaseKey(own), until: own.end }, wanted.target, patience);
  return { ...refused, mayStand: true };
}
async function closedEarly(run, access, own, patience) {
  const now = run.world.clock.now();
  const opened = openingsAt(access, [own], now).filter(({ lease }) => lease !== void 0);
  const holds = await holdsOn(run, access.access, opened, patience);
  return opened.some((opening) => isHeld(opening, holds, now)) ? { refused: `it was closed early, and stays closed until ${own.end}`, mayStand: true } : void 0;
}
function ownOf(standing, own) {
  return standing.find(({ lease }) => lease !== void 0 && leaseKey(lease) === leaseKey(own))?.lease;
}
async function otherLease(run, { access }, own, standing, patience) {
  const now = run.world.clock.now();
  const others = standing.flatMap(
    ({ lease }) => lease === void 0 || leaseKey(lease) === leaseKey(own) ? [] : [lease]
  );
  const live = openingsAt(access, others, now).filter(({ lease }) => lease !== void 0);
  const holds = await holdsOn(run, access.access, live, patience);
  const [other] = live.filter((opening) => !isHeld(opening, holds, now));
  return other?.lease === void 0 ? void 0 : { refused: `request ${other.lease.request.id} holds it open until ${other.lease.end} at the latest` };
}
async function pauseBefore(run, { access, window, request, target }, lease, patience) {
  if (window.cooldownMinutes === void 0) {
    return void 0;
  }
  const now = run.world.clock.now();
  const key = pauseKey(window.id);
  const [pause] = await holdsWith(run, access.access, [key], patience);
  if (pause !== void 0 && pause.request !== request.id && now < instant2(pause.until)) {
    return { refused: `it may be opened again at ${pause.until}` };
  }
  const until = iso(plus(instant2(lease.end), window.cooldownMinutes * MINUTE));
  const paused = await hold(run, access, { key, until, request: request.id }, target, patience);
  return paused ? void 0 : { refused: "another request came first" };
}

// lambda/request.ts
async function openOnRequest(run, asked2) {
  const manifest = await manifestFor(run, asked2, OPENING);
  const named = namedIn(manifest, asked2);
  if (named === void 0 || !isOnDemand(named.window)) {
    refuseUnknown(run, asked2);
    return;
  }
  const { access, window, signal } = named;
  const request = readRequest(asked2, signal, accountOf(access), run.world.clock.now());
  if (isRefused(request)) {
    refuse(run, access, request.refused);
    return;
  }
  if (window.breakGlass === true && request.reason === void 0) {
    refuse(run, access, "breaking glass needs a reason, and the request gives none", request);
    return;
  }
  const lease = await leaseOn(run, { access, window, request, target: manifest.target }, OPENING);
  if (isRefused(lease)) {
    refuse(run, access, lease.refused, request);
    if (lease.mayStand === true) {
      await closeUndue(run, access);
    }
    return;
  }
  await attach(run, access, run.world.clock.now(), OPENING);
}
async function closeUndue(run, access) {
  const attached = await attachedPolicies(run, run.world.roles, access.role, OPENING);
  const now = run.world.clock.now();
  const { step, policies } = plan(access, await arrangedFor(run, access, now, OPENING), attached, now, false);
  if (step === "detach") {
    await detach(run, { ...access, policies }, AT_END);
  }
}
async function manifestFor(run, { event, access }, patience) {
  const manifest = await currentManifest(run, patience);
  if ("unknown" in manifest) {
    throw new Error(`cannot ${event} ${access}: ${manifest.unknown}`);
  }
  return manifest;
}
function namedIn({ accesses }, asked2) {
  const access = accesses.find((one) => one.access === asked2.access);
  const window = access?.windows.find(({ id }) => id === asked2.window);
  if (access === void 0 || window === void 0) {
    return void 0;
  }
  const opensOn = isOnDemand(window) ? window.opensOn : [];
  const signals = asked2.event === "open" ? opensOn : window.closesOn ?? [];
  const signal = signals.find(({ id }) => id === asked2.signal);
  return signal === void 0 ? void 0 : { access, window, signal };
}
function accountOf({ role }) {
  return role.split(":")[4] ?? "";
}
function refuseUnknown(run, { event, access, window, signal }) {
  run.world.telemetry.note(`cannot ${event}: no such signal is declared`, { access, window, signal });
  run.world.telemetry.count("RefusedRequests", 1);
}
function refuse(run, access, reason, request) {
  record2(run, "refused", access, { reason, ...asText(request) });
  run.world.telemetry.count("RefusedRequests", 1);
}

// lambda/opener.ts
async function handleOpener(world, event, deadline) {
  const request = readRequest2(event);
  if (request !== void 0) {
    return answer(world, request, deadline);
  }
  const message = readMessage(event);
  if (isMalformed(message)) {
    throw new Error(`nothing opened: the event is malformed: ${message.malformed}`);
  }
  if (message.event === "open") {
    return openOnRequest({ world, trigger: "request", deadline }, message);
  }
  if (message.event !== "start") {
    throw new Error(
      `nothing opened: the opener takes starts and requests, and this is an event of kind ${message.event}`
    );
  }
  await attach({ world, trigger: "start", deadline }, message.access, message.scheduledTime, OPENING);
}

// lambda/close.ts
var CLOSES_AT_ONCE = 20;
var READS_AT_ONCE = 5;
async function closeAtEnd(run, access, notBefore) {
  const accesses = await manifestOr(run, [access]);
  const failures = await inParallel(partsNow(accesses, access), CLOSES_AT_ONCE, async (part) => {
    const arranged = await arrangedOrNothing(run, part, notBefore);
    const { step, policies } = planNow(run, part, arranged, "unknown", notBefore);
    if (step === "detach") {
      await detach(run, { ...part, policies }, whileDue(run, part, arranged, notBefore));
    }
  });
  throwAll(failures);
}
function partsNow(accesses, access) {
  const parts = asNowDeclared(accesses, access);
  const now = accesses.find((one) => one.access === access.access);
  const known = (policy) => parts.some((part) => part.role === now?.role && part.policies.includes(policy));
  const since = now?.policies.filter((policy) => !known(policy)) ?? [];
  return now === void 0 || since.length === 0 ? parts : [...parts, { ...now, policies: since }];
}
async function arrangedOrNothing(run, access, notBefore) {
  try {
    return await arrangedFor(run, access, later(run.world.clock.now(), notBefore), CLOSING);
  } catch (error) {
    const { access: id } = access;
    run.world.telemetry.note("cannot read leases and holds; closing", { access: id, error: messageOf(error) });
    return NOTHING_ARRANGED;
  }
}
async function sweep(run, lastKnown, notBefore) {
  const accesses = await manifestOr(run, lastKnown);
  const roles = [...new Set(accesses.map((access) => access.role))];
  const observations = /* @__PURE__ */ new Map();
  await inParallel(roles, READS_AT_ONCE, async (role) => {
    observations.set(role, await observe(run, role, CLOSING));
  });
  const failures = await inParallel(accesses, CLOSES_AT_ONCE, async (access) => {
    const observed = observations.get(access.role) ?? "unknown";
    if (observed instanceof Set && !access.policies.some((policy) => observed.has(policy))) {
      return;
    }
    const arranged = await arrangedFor(run, access, later(run.world.clock.now(), notBefore), CLOSING);
    const { step, policies } = planNow(run, access, arranged, observed, notBefore);
    if (step !== "detach") {
      return;
    }
    const target = { ...access, policies };
    if (observed !== "unknown") {
      record2(run, "drift", target, { reason: "attached outside every declared window" });
    }
    await detach(run, target, whileDue(run, access, arranged, notBefore));
  });
  throwAll(failures);
  if (![...observations.values()].includes("unknown")) {
    run.world.telemetry.count("SweepHeartbeat", 1);
    run.world.telemetry.count("OpenPastEnd", 0);
  }
}
function planNow(run, access, arranged, observed, notBefore) {
  return plan(access, arranged, observed, later(run.world.clock.now(), notBefore), false);
}
function whileDue(run, access, before, notBefore) {
  const stillDue = async () => {
    const arranged = await arrangedSince(run, access, before, ONCE);
    return planNow(run, access, arranged, "unknown", notBefore).step === "detach";
  };
  return { ...AT_END, stillDue };
}
async function manifestOr(run, named) {
  let why;
  try {
    const manifest = await currentManifest(run, CLOSING);
    if ("accesses" in manifest) {
      return manifest.accesses;
    }
    why = manifest.unknown;
  } catch (error) {
    why = messageOf(error);
  }
  if (named === void 0) {
    throw new Error(`cannot read the manifest, and the event names no access: ${why}`);
  }
  run.world.telemetry.note("cannot read the manifest; acting on what the event declares", { why });
  return named;
}

// lambda/early-close.ts
var EARLY = { patience: CLOSING, settleMs: 2 * ATTACH_WITHIN, endsWhenOpened: true };
async function closeEarly(run, asked2) {
  const manifest = await manifestFor(run, asked2, CLOSING);
  const named = namedIn(manifest, asked2);
  if (named === void 0) {
    refuseUnknown(run, asked2);
    return;
  }
  const { access, window, signal } = named;
  const request = readRequest(asked2, signal, accountOf(access), run.world.clock.now());
  if (isRefused(request)) {
    record2(run, "unmatched", access, { reason: request.refused });
    run.world.telemetry.count("RefusedRequests", 1);
    return;
  }
  const failures = [];
  const write = async (wanted) => {
    try {
      return await hold(run, access, wanted, manifest.target, CLOSING);
    } catch (error) {
      failures.push(error);
      return false;
    }
  };
  if (isOnDemand(window)) {
    await write(overHold(window.id, window.maxMinutes, request));
  }
  const leases = (await standingLeases(run, access.access, CLOSING)).flatMap(({ lease }) => lease ?? []);
  const matched = aboutNow(run, access, leases).filter((one) => belongs(one, window, request));
  const holds = matched.map((opening) => ({ key: keyOf(opening), until: endOf(opening) }));
  for (const one of holds) {
    if (await write(one)) {
      record2(run, "held", access, { until: one.until, ...asText(request) });
    }
  }
  if (matched.length === 0) {
    record2(run, "unmatched", access, { reason: "nothing that it belongs to is open", ...asText(request) });
  } else {
    await detachHeld(run, access, leases, holds, failures);
  }
  throwAll(failures);
}
function aboutNow(run, access, leases) {
  const now = run.world.clock.now();
  const open = openingsAt(access, leases, now);
  const known = open.map(keyOf);
  return [...open, ...openingsAt(access, leases, inTolerance(now)).filter((one) => !known.includes(keyOf(one)))];
}
function overHold(window, maxMinutes, { at, correlation }) {
  const until = plus(instant2(at), maxMinutes * MINUTE + SECOND);
  return { key: caseKey(window, correlation), over: at, until: iso(epochMs(until - until % SECOND)) };
}
function belongs({ window: { id }, occurrence, lease }, window, request) {
  const { correlation, at } = request;
  const asked2 = lease === void 0 ? occurrence.start : instant2(lease.request.at);
  const sameCase = lease === void 0 || correlation === void 0 || lease.request.correlation === correlation;
  return id === window.id && sameCase && asked2 <= instant2(at);
}
function endOf({ occurrence, lease }) {
  return lease?.end ?? iso(occurrence.end);
}
async function detachHeld(run, access, leases, holds, failures) {
  let before = { leases, holds };
  try {
    before = await arrangedFor(run, access, run.world.clock.now(), CLOSING);
  } catch (error) {
    failures.push(error);
  }
  const due = (arranged) => {
    const held = { ...arranged, holds: [...arranged.holds, ...holds] };
    return plan(access, held, "unknown", run.world.clock.now(), false);
  };
  const { step, policies } = due(before);
  if (step === "detach") {
    const stillDue = async () => due(await arrangedSince(run, access, before, ONCE)).step === "detach";
    await detach(run, { ...access, policies }, { ...EARLY, stillDue });
  }
}

// lambda/closer.ts
async function handleCloser(world, event, deadline) {
  const now = world.clock.now();
  const message = readMessage(event);
  if (isMalformed(message) || message.event === "start" || message.event === "open") {
    const problem = isMalformed(message) ? message.malformed : "the closer opens nothing";
    world.telemetry.note("sweeping instead of acting on an event that is malformed", { problem });
    await sweep({ world, trigger: "sweep", deadline }, void 0, now);
    throw new Error(`swept instead of acting on an event that is malformed: ${problem}`);
  }
  if (message.event === "close") {
    return closeEarly({ world, trigger: "early-close", deadline }, message);
  }
  if (message.event === "hold-end") {
    return;
  }
  const at = later(now, message.scheduledTime);
  if (message.event === "end") {
    await closeAtEnd({ world, trigger: "end", deadline }, message.access, at);
  } else {
    await sweep({ world, trigger: "sweep", deadline }, message.accesses, at);
  }
}

// <stdin>
var then = (world) => ({ ...world, telemetry: { ...world.telemetry, count: world.telemetry.measure } });
var openerIn = (world, event, deadline) => handleOpener(then(world), event, deadline);
var closerIn = (world, event, deadline) => handleCloser(then(world), event, deadline);
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  closerIn,
  openerIn
});

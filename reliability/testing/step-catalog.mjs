// Steps of the catalog: what libsql is asked to do that changes the file, told by its SQL.
import { createRequire } from "node:module";
import { replace } from "./replace.mjs";

const STORE = new URL("../../packages/store/package.json", import.meta.url);

/** @returns {(() => void)[]} what puts the functions back */
export function patchCatalog(gate) {
  const Database = createRequire(STORE)("libsql");
  const paths = new WeakMap();
  const pathOf = (db, prepare) => {
    if (!paths.has(db)) {
      const [main] = prepare.call(db, "PRAGMA database_list").all();
      paths.set(db, gate.below(main?.file));
    }
    return paths.get(db);
  };
  const { prepare } = Database.prototype;
  const describe = (db, sql) => {
    const kind = classifySql(sql, db.inTransaction);
    const path = kind === undefined ? undefined : pathOf(db, prepare);
    return path === undefined ? undefined : { kind, path, sql };
  };
  return [
    replace(
      Database.prototype,
      "exec",
      (original) =>
        function (sql) {
          return gate.now(describe(this, sql), () => original.call(this, sql));
        },
    ),
    replace(
      Database.prototype,
      "prepare",
      (original) =>
        function (sql) {
          const statement = original.call(this, sql);
          for (const name of ["run", "all", "get"]) {
            const run = statement[name];
            statement[name] = (...args) =>
              gate.now(describe(this, sql), () => run.apply(statement, args));
          }
          return statement;
        },
    ),
  ];
}

/** Undefined for what changes nothing on disk. */
function classifySql(sql, inTransaction) {
  const text = sql.trimStart().toUpperCase();
  if (text.startsWith("BEGIN")) return "begin";
  if (text.startsWith("COMMIT")) return "commit";
  if (text.startsWith("PRAGMA JOURNAL_MODE")) return "journal";
  if (text.startsWith("PRAGMA WAL_CHECKPOINT")) return "checkpoint";
  if (text.startsWith("PRAGMA SYNCHRONOUS")) return "pragma";
  if (/^(?:SELECT|PRAGMA|ROLLBACK)/.test(text)) return undefined;
  return inTransaction ? "change" : "commit";
}

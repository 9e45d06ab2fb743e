/** What the global set-up hands to every test: `inject("postgresUrl")`. It is ambient, so tests of all packages see it. */
declare module "vitest" {
  export interface ProvidedContext {
    /** A superuser's URL of the run's one Postgres; every test makes a database of its own in it. */
    postgresUrl: string;
  }
}

export {};

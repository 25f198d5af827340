/** Lets TypeScript outside Astro's own project import a component; `astro check` looks at its props. */
declare module '*.astro' {
  const component: (props: Record<string, unknown>) => unknown;
  export default component;
}

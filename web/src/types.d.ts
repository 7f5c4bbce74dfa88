declare module "*.svg" {
  /** The file's text: icons are drawn in the page, never fetched. */
  const markup: string;
  export default markup;
}

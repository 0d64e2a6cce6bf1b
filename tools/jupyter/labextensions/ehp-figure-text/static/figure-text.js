// JupyterLab draws pictures without the text that stands for them. This extension, in the form in which Lab loads those
// that were built (a container of modules that shares Lab's own), adds it: `alt` in the output's metadata.

const MODULE = "./figure-text";
const RENDERMIME = "@jupyterlab/rendermime";

let shared;

/** Lab's own copy of a package, of which there is one version. */
async function moduleOf(name) {
  const [version] = Object.values(shared[name]);
  const factory = await version.get();
  return factory();
}

async function figureText() {
  const { RenderedImage } = await moduleOf(RENDERMIME);
  class DescribedImage extends RenderedImage {
    async render(model) {
      await super.render(model);
      const { alt } = model.metadata?.[this.mimeType] ?? {};
      const picture = this.node.querySelector("img");
      if (picture !== null && typeof alt === "string") picture.alt = alt;
    }
  }
  const rendererFactory = {
    safe: true,
    mimeTypes: ["image/png"],
    createRenderer: (options) => new DescribedImage(options),
  };
  return {
    __esModule: true,
    default: { id: "ehp-figure-text:plugin", rendererFactory, rank: 90, dataType: "string" },
  };
}

window._JUPYTERLAB ??= {};
window._JUPYTERLAB["ehp-figure-text"] = {
  init: (scope) => {
    shared = scope;
  },
  get: async (name) => {
    if (name !== MODULE) throw new Error(`ehp-figure-text has no module ${name}`);
    const loaded = await figureText();
    return () => loaded;
  },
};

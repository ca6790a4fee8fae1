// Shows the OpenAPI document of this shop (/api/docs/).
const place = document.getElementById("reference");
SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  // Its badge would ask a server of others about this one.
  validatorUrl: null,
});

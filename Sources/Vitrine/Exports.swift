// What the public declarations of this module speak of comes with it: `import Vitrine` is enough to
// name an `SQLError`, a `Value`, a `Plan`, and to write a `Vindex`.
@_exported public import VitrinePlanner
@_exported public import VitrineSQL
@_exported public import VitrineSharding

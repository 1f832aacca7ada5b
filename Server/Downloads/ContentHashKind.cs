namespace Inference.Server.Downloads;

internal enum ContentHashKind
{
    Sha256,
    GitBlob,
}

using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>What runs is what was named: images have a version, and never "latest".</summary>
internal static class ImagePolicy
{
    public static IEnumerable<string> Violations(ManifestSet set)
    {
        foreach (Container container in set.Containers)
        {
            string image = container.Image;
            if (image.Contains("@sha256:", StringComparison.Ordinal)) continue;
            int colon = image.LastIndexOf(':');
            string tag = colon > image.LastIndexOf('/') ? image[(colon + 1)..] : "";
            if (tag == "" || tag.StartsWith("latest", StringComparison.Ordinal) || !tag.Any(char.IsAsciiDigit)) yield return $"{container}: {image} has no version";
        }
    }
}

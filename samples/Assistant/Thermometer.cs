using System.ComponentModel;

namespace Inference.Assistant;

/// <summary>A tool.</summary>
internal static class Thermometer
{
    public enum Place
    {
        Inside,
        Outside,
    }

    [Description("Reads a thermometer of the house.")]
    public static string Read([Description("Where it hangs.")] Place place) => place == Place.Inside ? "21 °C" : "7 °C";
}

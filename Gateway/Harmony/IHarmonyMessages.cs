namespace Inference.Gateway.Harmony;

/// <summary>Takes messages as they are read.</summary>
internal interface IHarmonyMessages
{
    void Begin(HarmonyHeader header);

    void Text(char c);

    void End();
}

namespace Inference.Engine.Models;

/// <summary>The second half of a layer.</summary>
internal interface IFeedForward
{
    /// <summary>Normed → Delta</summary>
    void Forward(ForwardPass pass);
}

namespace Inference.Engine.Models;

/// <summary>The second half of a layer.</summary>
internal interface IFeedForward
{
    /// <summary>Adds to Hidden what it makes of it.</summary>
    void Forward(ForwardPass pass);
}

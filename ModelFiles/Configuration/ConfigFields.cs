namespace Inference.ModelFiles.Configuration;

/// <summary>
/// A model's configuration as named fields, by the names that Hugging Face's config.json gives them; nested fields with a dot.
/// A field of the wrong type or out of range is noted as a problem and read as its fallback, so that one reading finds every problem.
/// </summary>
public abstract class ConfigFields
{
    private protected ConfigFields(string file, ProblemList problems)
    {
        File = file;
        Problems = problems;
    }

    public string File { get; }

    internal ProblemList Problems { get; }

    public abstract bool Has(string field);

    /// <summary>The file says outright that there is no value, which is not the same as saying nothing.</summary>
    public virtual bool IsNull(string field) => false;

    public abstract long? Integer(string field);

    public abstract double? Number(string field);

    public abstract bool? Flag(string field);

    public abstract string? Text(string field);

    public abstract IReadOnlyList<double>? Numbers(string field);

    public abstract IReadOnlyList<string>? Texts(string field);

    /// <summary>The field's name in this kind of file.</summary>
    public virtual string NameOf(string field) => field;

    public void Report(string field, string message) => Problems.Add(new ModelFileProblem(File, NameOf(field), message));

    /// <summary>A whole number that must be there.</summary>
    public int Count(string field, int maximum, int minimum = 1)
    {
        if (OptionalCount(field, maximum, minimum) is { } value) return value;
        if (!Has(field)) Report(field, "is missing");
        return minimum;
    }

    /// <summary>A whole number; null where it is absent.</summary>
    public int? OptionalCount(string field, int maximum, int minimum = 1)
    {
        if (Integer(field) is not { } value) return null;
        if (value >= minimum && value <= maximum) return (int)value;
        Report(field, $"is {value}, outside {minimum} to {maximum}");
        return null;
    }

    /// <summary>A finite number above zero; null where it is absent.</summary>
    public float? OptionalPositive(string field)
    {
        if (Number(field) is not { } value) return null;
        if (value > 0 && float.IsFinite((float)value)) return (float)value;
        Report(field, $"is {value}; it must be above zero and finite");
        return null;
    }

    /// <summary>A number above zero that must be there.</summary>
    public float Positive(string field)
    {
        if (OptionalPositive(field) is { } value) return value;
        if (!Has(field)) Report(field, "is missing");
        return 1;
    }
}

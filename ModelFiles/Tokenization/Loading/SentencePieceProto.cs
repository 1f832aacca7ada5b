namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>What a piece of a SentencePiece vocabulary is; the numbers are those of the file, and of GGUF.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

internal readonly record struct SentencePiece(string Text, float Score, PieceKind Kind);

/// <summary>A tokenizer.model as it stands in the file: SentencePiece's ModelProto, as far as encoding and decoding need it.</summary>
internal sealed record SentencePieceProto
{
    public const int Unigram = 1, BytePair = 2, Word = 3, Character = 4;

    public List<SentencePiece> Pieces { get; } = [];

    public int ModelType { get; private set; } = Unigram;

    public bool ByteFallback { get; private set; }

    public bool SpaceAsSuffix { get; private set; }

    public bool AddDummyPrefix { get; private set; } = true;

    public bool RemoveExtraSpaces { get; private set; } = true;

    public bool EscapeSpaces { get; private set; } = true;

    public int UnknownId { get; private set; }

    public int BosId { get; private set; } = 1;

    public int EosId { get; private set; } = 2;

    public int PadId { get; private set; } = -1;

    public string UnknownSurface { get; private set; } = " \u2047 ";

    public byte[] CharacterMap { get; private set; } = [];

    /// <exception cref="FormatException">The bytes are no such message.</exception>
    public static SentencePieceProto Read(ReadOnlySpan<byte> data)
    {
        SentencePieceProto model = new();
        for (ProtobufReader reader = new(data); reader.Read();)
        {
            switch (reader.Field)
            {
                case 1: model.Pieces.Add(ReadPiece(reader.Bytes)); break;
                case 2: model.ReadTrainer(reader.Bytes); break;
                case 3: model.ReadNormalizer(reader.Bytes); break;
            }
        }
        return model;
    }

    private static SentencePiece ReadPiece(ReadOnlySpan<byte> data)
    {
        SentencePiece piece = new("", 0, PieceKind.Normal);
        for (ProtobufReader reader = new(data); reader.Read();)
        {
            piece = reader.Field switch
            {
                1 => piece with { Text = reader.Text },
                2 => piece with { Score = reader.Single },
                3 => piece with { Kind = (PieceKind)(int)reader.Number },
                _ => piece,
            };
        }
        return piece;
    }

    private void ReadTrainer(ReadOnlySpan<byte> data)
    {
        for (ProtobufReader reader = new(data); reader.Read();)
        {
            switch (reader.Field)
            {
                case 3: ModelType = (int)reader.Number; break;
                case 24: SpaceAsSuffix = reader.Number != 0; break;
                case 35: ByteFallback = reader.Number != 0; break;
                case 40: UnknownId = (int)reader.Number; break;
                case 41: BosId = (int)reader.Number; break;
                case 42: EosId = (int)reader.Number; break;
                case 43: PadId = (int)reader.Number; break;
                case 44: UnknownSurface = reader.Text; break;
            }
        }
    }

    private void ReadNormalizer(ReadOnlySpan<byte> data)
    {
        for (ProtobufReader reader = new(data); reader.Read();)
        {
            switch (reader.Field)
            {
                case 2: CharacterMap = reader.Bytes.ToArray(); break;
                case 3: AddDummyPrefix = reader.Number != 0; break;
                case 4: RemoveExtraSpaces = reader.Number != 0; break;
                case 5: EscapeSpaces = reader.Number != 0; break;
            }
        }
    }
}

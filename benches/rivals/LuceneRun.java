// Ranks a collection by Lucene's BM25 (its own k1 and b) with an analyser that it brings for Chinese:
//   java -cp JARS LuceneRun.java cjk|smartcn DOCUMENTS QUERIES RUN
// Both files hold lines `id<TAB>text`; RUN is a TREC run, 1,000 deep. The query is an OR of its tokens.

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.cn.smart.SmartChineseAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.QueryBuilder;

public class LuceneRun {
    static final int DEPTH = 1000;

    public static void main(String[] arguments) throws Exception {
        Analyzer analyzer = arguments[0].equals("cjk") ? new CJKAnalyzer() : new SmartChineseAnalyzer();
        Directory directory = new ByteBuffersDirectory();
        IndexWriterConfig config = new IndexWriterConfig(analyzer);
        config.setSimilarity(new BM25Similarity());
        try (IndexWriter writer = new IndexWriter(directory, config);
             BufferedReader lines = Files.newBufferedReader(Paths.get(arguments[1]), StandardCharsets.UTF_8)) {
            for (String line; (line = lines.readLine()) != null; ) {
                int tab = line.indexOf('\t');
                Document document = new Document();
                document.add(new StoredField("id", line.substring(0, tab)));
                document.add(new TextField("text", line.substring(tab + 1), Field.Store.NO));
                writer.addDocument(document);
            }
        }
        BooleanQuery.setMaxClauseCount(1 << 16);
        IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(directory));
        searcher.setSimilarity(new BM25Similarity());
        QueryBuilder builder = new QueryBuilder(analyzer);
        try (PrintWriter run = new PrintWriter(arguments[3], "UTF-8");
             BufferedReader lines = Files.newBufferedReader(Paths.get(arguments[2]), StandardCharsets.UTF_8)) {
            for (String line; (line = lines.readLine()) != null; ) {
                int tab = line.indexOf('\t');
                Query query = builder.createBooleanQuery("text", line.substring(tab + 1));
                if (query == null) {
                    continue;
                }
                int rank = 0;
                for (ScoreDoc hit : searcher.search(query, DEPTH).scoreDocs) {
                    String id = searcher.doc(hit.doc).get("id");
                    run.println(line.substring(0, tab) + " Q0 " + id + " " + ++rank + " " + hit.score + " lucene");
                }
            }
        }
    }
}

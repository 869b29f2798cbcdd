//! The program that someone would write instead of a script: each line into a typed struct by
//! serde, a change, and back. One thread, buffered, one line buffer for the whole run; `from_str`
//! on checked lines, which is a tenth faster here than `from_slice`.

use serde_derive::{Deserialize, Serialize};
use serde_json::{json, Value};
use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

#[derive(Serialize, Deserialize)]
enum BatchEndpoint {
    #[serde(rename = "/v1/chat/completions")]
    V1ChatCompletions,
    #[serde(rename = "/v1/embeddings")]
    V1Embeddings,
    #[serde(rename = "/v1/completions")]
    V1Completions,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(clippy::upper_case_acronyms)]
enum BatchRequestInputMethod {
    POST,
}

#[derive(Serialize, Deserialize)]
struct BatchRequestInput {
    custom_id: String,
    method: BatchRequestInputMethod,
    url: BatchEndpoint,
    body: Option<Value>,
}

#[derive(Deserialize)]
struct BatchRequestOutputResponse {
    status_code: u16,
    #[allow(dead_code)]
    request_id: String,
    body: Value,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct BatchRequestOutputError {
    code: String,
    message: String,
}

#[derive(Deserialize)]
struct BatchRequestOutput {
    #[allow(dead_code)]
    id: String,
    #[allow(dead_code)]
    custom_id: String,
    response: Option<BatchRequestOutputResponse>,
    error: Option<BatchRequestOutputError>,
}

type Out = BufWriter<io::StdoutLock<'static>>;

fn write(request: &BatchRequestInput, out: &mut Out) -> Result<(), Box<dyn Error>> {
    serde_json::to_writer(&mut *out, request)?;
    out.write_all(b"\n")?;
    Ok(())
}

fn body(request: &mut BatchRequestInput) -> &mut Value {
    request.body.get_or_insert_with(|| json!({}))
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, task, path] = arguments.as_slice() else {
        return Err("usage: typed swap|filter|identity|fanout|sum FILE".into());
    };
    let mut input = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut out: Out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut line = String::new();
    let mut total = 0u64;
    while input.read_line(&mut line)? != 0 {
        if task == "sum" {
            let output: BatchRequestOutput = serde_json::from_str(&line)?;
            if let (Some(response), None) = (output.response, output.error) {
                if (200..300).contains(&response.status_code) {
                    total += response.body["usage"]["total_tokens"].as_u64().unwrap_or(0);
                }
            }
            line.clear();
            continue;
        }
        let mut request: BatchRequestInput = serde_json::from_str(&line)?;
        match task.as_str() {
            "swap" => {
                let body = body(&mut request);
                body["model"] = "gpt-5-mini".into();
                body["metadata"]["job"] = "nightly".into();
                write(&request, &mut out)?;
            }
            "filter" => {
                if request.custom_id.ends_with('7') {
                    write(&request, &mut out)?;
                }
            }
            "identity" => write(&request, &mut out)?,
            "fanout" => {
                let id = std::mem::take(&mut request.custom_id);
                for (suffix, model) in [("-a", "gpt-5-mini"), ("-b", "gpt-5-nano")] {
                    request.custom_id = id.clone() + suffix;
                    body(&mut request)["model"] = model.into();
                    write(&request, &mut out)?;
                }
            }
            _ => return Err(format!("no task {task}").into()),
        }
        line.clear();
    }
    if task == "sum" {
        writeln!(out, "{total}")?;
    }
    out.flush()?;
    Ok(())
}
